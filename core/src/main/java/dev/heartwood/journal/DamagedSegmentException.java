package dev.heartwood.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A segment, or a part of it that cannot be done without, is not readable. */
public final class DamagedSegmentException extends IOException {
  DamagedSegmentException(Path path, String reason) {
    super(path + ": " + reason);
  }
}
