package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Part of an index cannot be read: damaged, or written by a newer version. What it had is in the
 * journal: {@link LuceneStorage#discardDamaged} makes room to add it again.
 */
public final class DamagedIndexException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Path path;

  DamagedIndexException(Path path, String reason, Throwable cause) {
    super("index " + path + " cannot be read: " + reason, cause);
    this.path = path;
  }

  DamagedIndexException(Path path, String reason) {
    super("index " + path + " cannot be read: " + reason);
    this.path = path;
  }

  /** The file or the directory of the partition. */
  public Path path() {
    return path;
  }
}
