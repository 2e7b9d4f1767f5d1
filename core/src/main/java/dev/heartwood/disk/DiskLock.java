package dev.heartwood.disk;

import java.io.Closeable;

/** A lock that is held until closed; closing is idempotent and does not fail. */
@FunctionalInterface
public interface DiskLock extends Closeable {
  @Override
  void close();
}
