package dev.heartwood.service;

import dev.heartwood.ring.WorkerThread;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.StorageInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the house, every minute: forgets entries that are older than they are kept, or take more
 * than they may, in the index and then in the journal; packs days that are over, unless a backlog
 * waits for the processors, and saves the ledger when the next start would take long. What fails is
 * reported and tried again.
 *
 * <p><b>Threads:</b> its own, or whoever calls {@link #run}; one at a time, under the monitor.
 */
final class Upkeep {
  private static final long PERIOD_SECONDS = 60;
  private static final Duration SEAL_AGE = Duration.ofDays(1); // late entries have mostly come

  private final ServiceOptions options;
  private final IngestJournal journal;
  private final LogStorage storage;
  private final IndexView index;
  private final StatsCache cache;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final WorkerThread thread = new WorkerThread("heartwood-upkeep", true, this::loop);

  Upkeep(
      ServiceOptions options,
      IngestJournal journal,
      LogStorage storage,
      IndexView index,
      StatsCache cache) {
    this.options = options;
    this.storage = storage;
    this.journal = journal;
    this.index = index;
    this.cache = cache;
  }

  void start() {
    thread.start();
  }

  private void loop() {
    try {
      while (!closed.await(PERIOD_SECONDS, TimeUnit.SECONDS)) {
        try {
          run();
        } catch (IOException | RuntimeException e) {
          options.status().error("upkeep failed and will be tried again: " + e.getMessage(), e);
        }
      }
    } catch (InterruptedException e) {
      return; // nobody does that but a close of all
    }
  }

  synchronized void run() throws IOException {
    journal.saveIfDue();
    Instant now = options.clock().instant();
    Retention retention = options.retention();
    long gone = 0;
    if (!retention.maxAge().equals(Retention.FOREVER)) {
      Instant before = now.minus(retention.maxAge());
      gone += index.exclusively(storage -> storage.retire(before));
    }
    for (Map.Entry<String, Duration> each : retention.byService().entrySet()) {
      Condition old =
          Condition.and(
              List.of(
                  new Condition.Is(Field.SERVICE, each.getKey()),
                  new Condition.During(null, now.minus(retention.ageOf(each.getKey())))));
      gone += index.exclusively(storage -> storage.delete(old));
    }
    if (retention.maxBytes() != Retention.UNLIMITED) {
      gone += index.exclusively(storage -> shrink(storage, retention.maxBytes()));
    }
    gone += index.exclusively(this::forgetLost);
    keepFor(storage.info());
    if (gone > 0) {
      cache.clear();
    }
    if (!index.isFarBehind()) {
      storage.seal(now.minus(SEAL_AGE));
    }
  }

  /** By whole days, the oldest first; the newest stays, however large it is. */
  private long shrink(LogStorage storage, long maxBytes) throws IOException {
    long gone = 0;
    StorageInfo info = storage.info();
    while (info.oldest() != null && info.bytes() + keepFor(info) > maxBytes) {
      Instant nextDay = info.oldest().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
      if (nextDay.isAfter(options.clock().instant())) {
        return gone;
      }
      long before = info.entries();
      gone += storage.retire(nextDay);
      info = storage.info();
      if (info.entries() == before) {
        return gone;
      }
    }
    return gone;
  }

  /** The journal keeps what the index has entries of; says how many bytes that is. */
  private long keepFor(StorageInfo info) throws IOException {
    return journal.keepFrom(Sequences.journalSequence(info.firstSequence()));
  }

  /** What the journal had no room for goes from the index too. */
  private long forgetLost(LogStorage storage) throws IOException {
    long first = Sequences.of(journal.journal().first(), 0);
    return storage.info().firstSequence() < first
        ? storage.delete(new Condition.Arrived(0, first))
        : 0;
  }

  void close() {
    closed.countDown();
    thread.awaitEnd();
  }
}
