package dev.heartwood.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Somebody else holds the lock. */
public final class LockedException extends IOException {
  public LockedException(Path path, String owner) {
    super(path + " is held by " + owner);
  }
}
