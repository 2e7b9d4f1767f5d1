package dev.heartwood.disk;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of this machine. */
final class LocalDisk implements Disk {
  static final Disk INSTANCE = new LocalDisk();

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final FileAttribute<?>[] OWNER_ONLY_FILE = ownerOnly("rw-------");
  private static final FileAttribute<?>[] OWNER_ONLY_DIRECTORY = ownerOnly("rwx------");

  private final long bootId = findBootId();

  private LocalDisk() {}

  @Override
  public DiskFile create(Path path) throws IOException {
    Files.createFile(path, OWNER_ONLY_FILE);
    return new LocalFile(path, "rw");
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return new LocalFile(existing(path), "rw");
  }

  @Override
  public DiskFile openToRead(Path path) throws IOException {
    try {
      return new LocalFile(existing(path), "r");
    } catch (FileNotFoundException e) { // also if it may not be read
      existing(path); // it may have been deleted just then
      throw e;
    }
  }

  private static Path existing(Path path) throws NoSuchFileException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return path;
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public long size(Path path) throws IOException {
    return Files.size(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
    }
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) { // a symbolic link to one will do
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    if (File.separatorChar == '\\') {
      return; // Windows neither needs nor allows it
    }
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true; // it was not the disk that failed
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public DiskLock lock(Path path) throws IOException {
    try {
      Files.createFile(path, OWNER_ONLY_FILE);
    } catch (FileAlreadyExistsException wasThere) {
      // and may be held: whoever opened it here, and closed it, would end that
    }
    return LocalLock.take(path);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public long bootId() {
    return bootId;
  }

  /** Where the kernel does not tell, every start counts as one after a loss of power. */
  private static long findBootId() {
    UUID id;
    try {
      id = UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException | RuntimeException e) {
      id = UUID.randomUUID();
    }
    return id.getMostSignificantBits() ^ id.getLeastSignificantBits();
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
