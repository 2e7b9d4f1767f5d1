package dev.heartwood.tool;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.format.Utf8Buffer;
import java.io.IOException;
import java.nio.file.Path;

/** A file of JSON lines that only its owner may read: what it holds was not meant for others. */
final class SalvageFile implements Salvage {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path path;
  private final Lines lines;
  private final DiskFile file;
  private final Utf8Buffer buffer = new Utf8Buffer();
  private long written;
  private long saved;
  private long buffered;

  SalvageFile(Path path, Lines lines) throws IOException {
    this.path = path;
    this.lines = lines;
    file = Disk.local().create(path);
  }

  @Override
  public void add(Records records, Payload payload) throws IOException {
    lines.append(payload, buffer);
    buffered++;
    if (buffer.length() >= BUFFER_BYTES) {
      write();
    }
  }

  private void write() throws IOException {
    file.write(written, buffer.array(), 0, buffer.length());
    written += buffer.length();
    buffer.clear();
    saved += buffered;
    buffered = 0;
  }

  @Override
  public void finish() throws IOException {
    write();
    file.force();
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      Disk.local().forceDirectory(directory);
    }
  }

  @Override
  public long saved() {
    return saved;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
