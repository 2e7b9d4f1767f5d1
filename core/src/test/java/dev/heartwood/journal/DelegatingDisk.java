package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.disk.DiskLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another disk, with something done around each force of a file. */
abstract class DelegatingDisk implements Disk {
  private final Disk disk;

  DelegatingDisk(Disk disk) {
    this.disk = disk;
  }

  abstract void force(DiskFile file) throws IOException;

  @Override
  public DiskFile create(Path path) throws IOException {
    return new ForcedFile(disk.create(path));
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return new ForcedFile(disk.open(path));
  }

  @Override
  public DiskFile openToRead(Path path) throws IOException {
    return disk.openToRead(path);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public long size(Path path) throws IOException {
    return disk.size(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    disk.forceDirectory(directory);
  }

  @Override
  public DiskLock lock(Path path) throws IOException {
    return disk.lock(path);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return disk.usableBytes(directory);
  }

  @Override
  public long bootId() {
    return disk.bootId();
  }

  private final class ForcedFile implements DiskFile {
    private final DiskFile file;

    ForcedFile(DiskFile file) {
      this.file = file;
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
      file.write(position, bytes, offset, length);
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      return file.read(position, into, offset, length);
    }

    @Override
    public void force() throws IOException {
      DelegatingDisk.this.force(file);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
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
}
