package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.Lock;

/** A directory that only its owner can read: 0700, its files 0600. */
final class PrivateDirectory extends FilterDirectory {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;

  private PrivateDirectory(FSDirectory files) {
    super(files);
    path = files.getDirectory();
  }

  static PrivateDirectory open(Path path) throws IOException {
    create(path);
    return new PrivateDirectory(FSDirectory.open(path));
  }

  /** Makes a directory, and those above it that are missing. */
  static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    FileAttribute<?>[] attributes =
        POSIX
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(path, attributes);
  }

  static void restrict(Path file) throws IOException {
    if (POSIX) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  Path path() {
    return path;
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    return restricted(in.createOutput(name, context));
  }

  @Override
  public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
      throws IOException {
    return restricted(in.createTempOutput(prefix, suffix, context));
  }

  @Override
  public Lock obtainLock(String name) throws IOException {
    Lock lock = in.obtainLock(name);
    restrict(path.resolve(name));
    return lock;
  }

  private IndexOutput restricted(IndexOutput output) throws IOException {
    restrict(path.resolve(output.getName()));
    return output;
  }
}
