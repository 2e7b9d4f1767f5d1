package dev.heartwood.tool;

import dev.heartwood.journal.JournalFiles;
import dev.heartwood.store.StoreFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Something with records in it. */
interface Source extends Closeable {
  /** Finds out what lies at a path. */
  static Source at(Path path) throws IOException {
    BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
    if (!found.isDirectory()) {
      Path directory = path.toAbsolutePath().getParent();
      if (directory != null && path.getFileName().toString().matches("[0-9]{10}\\.[a-z]+")) {
        throw new IOException(
            "PATH must be the directory of a journal, was [" + path + "], a file in it");
      }
      if (!found.isRegularFile()) { // a pipe would have us wait
        throw new IOException(
            "PATH must be a ring file or the directory of a journal, spool or store, was ["
                + path
                + "], neither a file nor a directory");
      }
      return new RingSource(path);
    }
    Path journal = StoreFiles.journal(path);
    if (Files.isDirectory(journal) && JournalFiles.areIn(journal)) {
      return new JournalSource(journal, path);
    }
    if (!JournalFiles.areIn(path)) {
      throw new IOException(
          "PATH must be a ring file or the directory of a journal, spool or store, was the directory ["
              + path
              + "] with none of them");
    }
    return new JournalSource(path, path.toAbsolutePath().getParent());
  }

  /** "ring file", "journal", "spool" or "store". */
  String kind();

  /** What the records are counted by. */
  String unit();

  /** Whoever has it open, as far as it can be told. */
  Optional<String> holder();

  /** Whether everything in it should be an event. */
  boolean holdsEvents();

  void describe(Facts facts) throws IOException;

  /**
   * Everything that it holds, oldest first.
   *
   * @param undelivered leave out what is known to be delivered
   * @param from where to begin
   * @throws IOException also if it does not know what is delivered
   */
  Records records(boolean undelivered, long from) throws IOException;

  @Override
  default void close() throws IOException {}
}
