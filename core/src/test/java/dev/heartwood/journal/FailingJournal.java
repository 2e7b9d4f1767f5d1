package dev.heartwood.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process of its own on whose disk a call fails: appends three durable records and prints what
 * came of each.
 */
final class FailingJournal {
  private FailingJournal() {}

  public static void main(String[] arguments) throws IOException {
    JournalConfig config = JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);
    try (Journal journal =
        Journal.open(Path.of(arguments[0]), config, (level, message, cause) -> {})) {
      for (int i = 0; i < 3; i++) {
        byte[] payload = Payloads.bytes("record " + i);
        try {
          journal.appendDurable(i, payload, 0, payload.length);
          System.out.println(i + ": durable");
        } catch (IOException e) {
          System.out.println(i + ": " + e.getMessage());
        }
      }
      JournalStats stats = journal.stats();
      System.out.println(
          "forces "
              + stats.failedForces()
              + ", writes "
              + stats.failedWrites()
              + ", lost "
              + stats.lostToFailedForces());
    }
  }
}
