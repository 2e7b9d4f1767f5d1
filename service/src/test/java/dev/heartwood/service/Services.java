package dev.heartwood.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Services for tests: small files, and what tests ask of them. */
final class Services {
  static final int SEGMENT_BYTES = 1 << 20;
  private static final Duration WAIT = Duration.ofSeconds(60);

  private Services() {}

  static ServiceOptions options(Path directory) {
    return ServiceOptions.in(directory)
        .withSegmentBytes(SEGMENT_BYTES)
        .withJournalBytes(64L << 20)
        .withMaxKeys(1000);
  }

  static BatchReceipt send(LogService service, List<LogContent> contents) throws IOException {
    return service.ingest(Batch.of(contents), Origin.LOCAL);
  }

  static void refresh(LogService service) throws IOException, InterruptedException {
    if (!service.refresh(WAIT)) {
      throw new AssertionError("not found after " + WAIT + ": " + service.health());
    }
  }

  /** All that is found, the oldest first. */
  static List<LogEntry> found(LogService service, Condition where)
      throws IOException, InterruptedException {
    refresh(service);
    List<LogEntry> entries = new ArrayList<>();
    LogQuery query = LogQuery.newest(where, 1).withOrder(Order.OLDEST_FIRST);
    service.scan(query, entries::add);
    return entries;
  }

  static List<LogEntry> replayed(LogService service, ReplayStart from, Condition where)
      throws IOException, InterruptedException {
    List<LogEntry> entries = new ArrayList<>();
    try (EntryFeed feed = service.replay(from, where, false)) {
      while (true) {
        EntryFeed.Item item = feed.next(WAIT);
        if (item instanceof EntryFeed.Entry entry) {
          entries.add(entry.entry());
        } else if (item instanceof EntryFeed.End) {
          return entries;
        } else {
          throw new AssertionError("neither entry nor end: " + item);
        }
      }
    }
  }

  static List<String> messages(List<LogEntry> entries) {
    return entries.stream().map(entry -> entry.content().message()).toList();
  }
}
