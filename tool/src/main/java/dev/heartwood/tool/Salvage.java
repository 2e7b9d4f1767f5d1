package dev.heartwood.tool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/** A new place for records. */
interface Salvage extends Closeable {
  /**
   * Makes the place.
   *
   * @param lines for a file of JSON lines
   * @throws FileAlreadyExistsException if something is there
   */
  static Salvage to(Path target, Lines lines, Console console) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
    return name.matches(".*\\.(ndjson|jsonl|json)")
        ? new SalvageFile(target, lines)
        : new SalvageJournal(target, console);
  }

  void add(Records records, Payload payload) throws IOException;

  /** Everything is added, and survives a loss of power when this returns. */
  void finish() throws IOException;

  long saved();

  /** Records that do not fit into this place. */
  default long refused() {
    return 0;
  }
}
