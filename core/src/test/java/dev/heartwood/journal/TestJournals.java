package dev.heartwood.journal;

import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** Journals on a disk of a test's own, for the tests of what is built on them. */
public final class TestJournals {
  private TestJournals() {}

  /** Deterministic if one thread uses it: its upkeep is done by those who append. */
  public static Journal open(Disk disk, Path directory, JournalConfig config, StatusReporter status)
      throws IOException {
    return Journal.open(disk, directory, config, status, () -> 42, true);
  }
}
