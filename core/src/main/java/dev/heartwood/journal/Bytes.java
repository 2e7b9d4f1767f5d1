package dev.heartwood.journal;

import java.io.Closeable;
import java.io.IOException;

/** The bytes of a segment as they were written, also where they are stored compressed. */
interface Bytes extends Closeable {
  /** As {@link dev.heartwood.disk.DiskFile#read}. */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /** Where they end. */
  long size() throws IOException;
}
