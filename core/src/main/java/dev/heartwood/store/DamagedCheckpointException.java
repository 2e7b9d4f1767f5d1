package dev.heartwood.store;

import java.io.IOException;

/** The bytes of a checkpoint are not those that were written. */
final class DamagedCheckpointException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedCheckpointException(String message) {
    super(message);
  }
}
