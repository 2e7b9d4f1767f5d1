package dev.heartwood.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A file of this machine. Not a {@code FileChannel}: an interrupt of one thread that logs would
 * close it for all others.
 */
final class LocalFile implements DiskFile {
  private final RandomAccessFile file;

  LocalFile(Path path, String mode) throws IOException {
    file = new RandomAccessFile(path.toFile(), mode);
  }

  @Override
  public void write(long position, byte[] bytes, int offset, int length) throws IOException {
    file.seek(position);
    file.write(bytes, offset, length);
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    file.seek(position);
    int done = 0;
    while (done < length) {
      int more = file.read(into, offset + done, length - done);
      if (more < 0) {
        break;
      }
      done += more;
    }
    return done;
  }

  @Override
  public void force() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void truncate(long size) throws IOException {
    file.setLength(size);
  }

  @Override
  public long size() throws IOException {
    return file.length();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
