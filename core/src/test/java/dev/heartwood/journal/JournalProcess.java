package dev.heartwood.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process of its own that appends numbered records to a journal until it is killed, and prints
 * how many were appended; every tenth is durable then.
 */
final class JournalProcess {
  private JournalProcess() {}

  public static void main(String[] args) throws IOException {
    JournalConfig config = JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);
    Journal journal = Journal.open(Path.of(args[0]), config);
    StringBuilder line = new StringBuilder();
    for (long n = journal.end(); ; n++) {
      byte[] payload = Payloads.numbered(n, 100);
      journal.append(n, payload, 0, payload.length);
      if (n % 10 == 0) {
        journal.awaitDurable(n);
      }
      line.setLength(0);
      System.out.println(line.append(n + 1));
    }
  }
}
