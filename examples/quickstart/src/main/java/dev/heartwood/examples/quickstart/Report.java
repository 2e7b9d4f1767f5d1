package dev.heartwood.examples.quickstart;

import dev.heartwood.async.Delivery;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.Utf8Buffer;
import dev.heartwood.logback.AsyncAppender;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoredRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a run has left behind, as text for people: one line for each record, safe to print. */
final class Report {
  private static final int SHOWN = 5;

  private final PrintStream out;
  private final PatternEncoder line =
      PatternEncoder.compile("%d{HH:mm:ss.SSS} %-5level %.-120msg%nopex");
  private final Utf8Buffer text = new Utf8Buffer();

  Report(PrintStream out) {
    this.out = out;
  }

  void print(CompactingStore store, AsyncAppender async) {
    try (Snapshot snapshot = store.snapshot()) {
      printReplay(snapshot);
      printLatest(snapshot);
    }
    out.println("accounting: accepted = delivered + failed + in flight, and what was dropped");
    async.delivery().forEach(this::printDelivery);
  }

  void printFiles(Path directory) throws IOException {
    out.println("files");
    try (Stream<Path> files = Files.list(directory)) {
      files.sorted().forEach(file -> out.println("  " + file.toAbsolutePath().normalize()));
    }
  }

  private void printReplay(Snapshot snapshot) {
    long end = snapshot.endSequence();
    out.printf("replay, the last %d of %d records%n", Math.min(SHOWN, end), end);
    snapshot.replay(Math.max(snapshot.firstSequence(), end - SHOWN)).forEach(this::printRecord);
  }

  private void printLatest(Snapshot snapshot) {
    List<StoredRecord> latest = snapshot.latest();
    out.printf(
        "latest by key, the last %d of %d orders%n", Math.min(SHOWN, latest.size()), latest.size());
    latest.stream().skip(Math.max(0, latest.size() - SHOWN)).forEach(this::printRecord);
  }

  private void printRecord(StoredRecord stored) {
    text.clear();
    line.encode(stored.record(), text);
    String key = stored.key() == null ? "-" : stored.key();
    out.printf(
        Locale.ROOT,
        "  #%-6d %-7s %s%n",
        stored.sequence(),
        key,
        new String(text.toByteArray(), StandardCharsets.UTF_8));
  }

  private void printDelivery(String view, Delivery delivery) {
    out.printf(
        Locale.ROOT,
        "  %-6s %d = %d + %d + %d, dropped %d%n",
        view,
        delivery.accepted(),
        delivery.delivered(),
        delivery.failed(),
        delivery.inFlight(),
        delivery.droppedTotal());
  }
}
