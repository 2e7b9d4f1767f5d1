package dev.heartwood.journal;

import dev.heartwood.disk.DiskFile;
import java.io.IOException;

/** A segment as it was written. */
final class RawBytes implements Bytes {
  private final DiskFile file;

  RawBytes(DiskFile file) {
    this.file = file;
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    return file.read(position, into, offset, length);
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
