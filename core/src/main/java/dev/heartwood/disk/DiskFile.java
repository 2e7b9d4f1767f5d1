package dev.heartwood.disk;

import java.io.Closeable;
import java.io.IOException;

/**
 * An open file.
 *
 * <p><b>Threads:</b> one at a time writes or reads; {@link #force} may run beside it.
 */
public interface DiskFile extends Closeable {
  /** Writes all of it; on an error any part may have been written. */
  void write(long position, byte[] bytes, int offset, int length) throws IOException;

  /**
   * Reads as much as there is.
   *
   * @return how many bytes; fewer than {@code length} only at the end of the file, 0 beyond it
   */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /**
   * Makes everything written so far survive a loss of power. After an error nobody knows what was
   * kept, and calling it again does not tell: the kernel has forgotten which pages failed.
   */
  void force() throws IOException;

  /** Cuts or extends the file. */
  void truncate(long size) throws IOException;

  /** In bytes. */
  long size() throws IOException;
}
