package dev.heartwood.service;

import dev.heartwood.EpochNanos;
import dev.heartwood.LogRecord;
import dev.heartwood.StatusReporter;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.JournalRecord;
import dev.heartwood.service.query.AskedServices;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.PersistenceConfig;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import dev.heartwood.store.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest entry of each key in each service, in a compacting store on disk. Its records have the
 * {@link ServiceKey} as logger and the entry's sequence as message; the entry is read from the
 * journal. Of a key, who asks gets the newest in the services that are asked for. The newest of
 * them says how far the store has come, whatever else a crash left, so that it takes each entry
 * once.
 *
 * <p>Entries without a key are passed over; how far that went the journal remembers for the reader
 * of this name.
 *
 * <p><b>Threads:</b> one steps, any ask.
 */
final class LatestView implements View {
  static final String NAME = "latest";

  /** Records are small, and a segment takes its room at once. */
  private static final int SEGMENT_BYTES = 4 << 20;

  private static final int LEAST_SERVICES = 1000;
  private static final int KEPT_RECORDS = 16; // the log is not for replay, but for the position
  private static final int BATCH_RECORDS = 1000;
  private static final long BATCH_BYTES = 4L << 20;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Comparator<StoredRecord> NEWEST_FIRST =
      Comparator.comparing((StoredRecord stored) -> stored.record().timestamp()).reversed();

  private final IngestJournal journal;
  private final IngestJournal.Follower follower;
  private final Deferral deferral;
  private final ByKey index;
  private final PersistenceConfig persistence;
  private final CompactingStore store;
  private volatile Set<String> services;
  private int mostServices;
  private volatile @Nullable JournalReader reader;
  private long next; // sequence of the entry that the store takes next
  private volatile long entriesTaken;
  private final ReentrantLock taking = new ReentrantLock();
  private final java.util.concurrent.locks.Condition progress = taking.newCondition();
  private long taken; // under the lock: the first record of the journal that is not

  /** Finds the newest entry of a key in a service that was not deleted. */
  @FunctionalInterface
  interface ByKey {
    Optional<LogEntry> newest(ServiceKey key) throws IOException;
  }

  private LatestView(
      IngestJournal journal, ByKey index, PersistenceConfig persistence, CompactingStore store)
      throws IOException {
    this.journal = journal;
    this.index = index;
    this.persistence = persistence;
    this.store = store;
    services = servicesKept(store);
    mostServices = mostServices(services);
    follower = journal.follow();
    deferral = new Deferral(journal::entries, System::nanoTime);
  }

  static LatestView open(
      IngestJournal journal,
      ByKey index,
      Path directory,
      int maxKeys,
      Clock clock,
      StatusReporter status)
      throws IOException {
    StoreConfig config =
        StoreConfig.DEFAULT
            .withName(NAME)
            .withKey(event -> event.loggerName())
            .withMaxKeys(maxKeys)
            .withRetention(Retention.DEFAULT.withMaxRecords(KEPT_RECORDS))
            .withClock(clock);
    PersistenceConfig persistence =
        PersistenceConfig.in(directory)
            .withFsync(true)
            .withSegmentBytes(SEGMENT_BYTES)
            .withStatus(status);
    CompactingStore store = CompactingStore.open(config, persistence);
    try {
      return new LatestView(journal, index, persistence, store);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Writes the newest entries to a store in another directory, in the order of their arrival, so
   * that its newest record says how far it has come.
   */
  void backup(Path target) throws IOException {
    PersistenceConfig there = PersistenceConfig.in(target).withStatus(persistence.status());
    try (CompactingStore copy = CompactingStore.open(store.config(), there);
        Snapshot snapshot = store.snapshot()) {
      List<StoredRecord> newest = new ArrayList<>(snapshot.latest());
      newest.sort(Comparator.comparingLong(StoredRecord::sequence));
      for (StoredRecord stored : newest) {
        copy.handle(stored.record());
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void rewind() throws IOException {
    closeReader();
    next = nextOfStore();
    JournalReader opened = journal.journal().reader(NAME, journal.visibility());
    reader = opened;
    long first = journal.journal().first();
    long from = Math.max(Sequences.journalSequence(next), Math.max(first, opened.nextSequence()));
    opened.moveTo(Math.min(from, opened.nextSequence() + opened.behind()));
    if (opened.next()) { // only to see how far it is
      JournalRecord record = JournalRecord.of(opened);
      entriesTaken = record.entriesBefore();
      follower.done(record.bytesBefore());
      opened.moveTo(record.sequence());
    } else {
      entriesTaken = journal.entries();
      follower.done(journal.bytes());
    }
    taken(opened.nextSequence());
  }

  private void taken(long end) {
    taking.lock();
    try {
      taken = end;
      progress.signalAll();
    } finally {
      taking.unlock();
    }
  }

  /**
   * Returns when all records below a sequence of the journal are taken.
   *
   * @return false if the time was over before
   */
  boolean awaitTaken(long until, Duration timeout) throws InterruptedException {
    deferral.begin();
    try {
      return isTakenWithin(until, timeout.toNanos());
    } finally {
      deferral.end();
    }
  }

  private boolean isTakenWithin(long until, long nanos) throws InterruptedException {
    taking.lockInterruptibly();
    try {
      long left = nanos;
      while (taken < until && left > 0) {
        left = progress.awaitNanos(left);
      }
      return taken >= until;
    } finally {
      taking.unlock();
    }
  }

  private long nextOfStore() throws IOException {
    try (Snapshot snapshot = store.snapshot()) {
      long end = snapshot.endSequence();
      if (end == 0) {
        return 0;
      }
      Optional<StoredRecord> newest = snapshot.replay(end - 1).findFirst();
      return newest.isEmpty() ? 0 : sequence(newest.get()) + 1;
    }
  }

  @Override
  public void step() throws IOException, InterruptedException {
    JournalReader from = reader;
    if (from == null) {
      throw new IOException("the reader of the newest entries is not open");
    }
    if (!from.next(WAIT)) {
      return;
    }
    deferral.await(entriesTaken);
    long bytes = 0;
    int records = 0;
    Map<ServiceKey, Newest> newest = new LinkedHashMap<>();
    JournalRecord record;
    do {
      record = JournalRecord.of(from);
      if (record.entryCount() > 0) {
        take(record, newest);
      }
      bytes += from.length();
    } while (++records < BATCH_RECORDS && bytes < BATCH_BYTES && from.next());
    if (!newest.isEmpty()) {
      keep(newest, record.sequence());
    }
    from.commit();
    entriesTaken = record.entriesBefore() + record.entryCount();
    follower.done(record.bytesAfter());
    deferral.taken();
    taken(record.sequence() + 1);
  }

  /**
   * The newest of some entries of a key in a service; at the same time the one that arrived last.
   */
  private record Newest(long sequence, Severity severity, long epochNanos) {}

  /** In the order of their arrival: a newer one of its key goes to the end. */
  private void take(JournalRecord record, Map<ServiceKey, Newest> newest) throws IOException {
    record.keys(
        (sequence, severity, epochNanos, service, key) -> {
          if (sequence >= next) {
            ServiceKey of = new ServiceKey(service, key);
            Newest before = newest.get(of);
            if (before == null || epochNanos >= before.epochNanos) {
              newest.remove(of);
              newest.put(of, new Newest(sequence, severity, epochNanos));
            }
          }
        });
  }

  /**
   * Gives them to the store in the order of their arrival. What it is not given is older than what
   * it has, and changes nothing if it comes again.
   *
   * @param newest in that order
   * @param until the record that the newest of them may be of; what is kept is never ahead of what
   *     a loss of power leaves of the journal
   */
  private void keep(Map<ServiceKey, Newest> newest, long until) throws IOException {
    if (until >= journal.journal().durableEnd()) {
      journal.journal().awaitDurable(until);
    }
    for (Map.Entry<ServiceKey, Newest> one : newest.entrySet()) {
      Newest entry = one.getValue();
      services.add(one.getKey().service());
      store.handle(
          LogRecord.of(
              EpochNanos.toInstant(entry.epochNanos),
              entry.severity.toLevel(),
              one.getKey().text(),
              Long.toString(entry.sequence)));
      next = entry.sequence + 1;
    }
    store.flush();
    if (services.size() > mostServices) {
      services = servicesKept(store); // without those whose keys had to go
      mostServices = mostServices(services);
    }
  }

  private static Set<String> servicesKept(CompactingStore store) throws IOException {
    Set<String> kept = ConcurrentHashMap.newKeySet();
    try (Snapshot snapshot = store.snapshot()) {
      for (StoredRecord stored : snapshot.latest()) {
        kept.add(serviceKey(stored).service());
      }
    }
    return kept;
  }

  /** So many that to look for those that are gone is rare. */
  private static int mostServices(Set<String> kept) {
    return 2 * kept.size() + LEAST_SERVICES;
  }

  private static ServiceKey serviceKey(StoredRecord stored) throws IOException {
    try {
      return ServiceKey.of(stored.record().loggerName());
    } catch (IllegalArgumentException e) {
      throw new IOException("the key of a newest entry " + e.getMessage(), e);
    }
  }

  /** The newest of a key in the services that are asked for, if it meets the condition. */
  Optional<LogEntry> newest(String key, Condition where, Visible visible) throws IOException {
    AskedServices asked = AskedServices.of(where);
    List<StoredRecord> ofKey = new ArrayList<>();
    for (String service : services) {
      if (asked.have(service)) {
        store.latest(new ServiceKey(service, key).text()).ifPresent(ofKey::add);
      }
    }
    ofKey.sort(NEWEST_FIRST);
    return newest(ofKey, visible).filter(where::test);
  }

  /** The newest of all keys, or as many as are asked for; read one by one, as long as it can. */
  List<LogEntry> newest(Condition where, Order order, int limit, Visible visible)
      throws IOException {
    if (limit == 0) {
      return List.of();
    }
    PriorityQueue<LogEntry> entries = new PriorityQueue<>(order.comparator().reversed());
    try (Snapshot snapshot = store.snapshot()) {
      for (List<StoredRecord> ofKey : byKey(snapshot.latest(), AskedServices.of(where))) {
        boolean full = entries.size() == limit;
        if (full
            && order == Order.NEWEST_FIRST
            && ofKey.get(0).record().timestamp().isBefore(entries.element().timestamp())) {
          break;
        }
        Optional<LogEntry> entry = newest(ofKey, visible).filter(where::test);
        if (entry.isPresent()) {
          entries.add(entry.get());
          if (full) {
            entries.remove();
          }
        }
      }
    }
    List<LogEntry> sorted = new ArrayList<>(entries);
    sorted.sort(order.comparator());
    return List.copyOf(sorted);
  }

  /** Those of each key, newest first, and so the keys. */
  private static Collection<List<StoredRecord>> byKey(
      List<StoredRecord> stored, AskedServices asked) throws IOException {
    List<StoredRecord> sorted = new ArrayList<>(stored);
    sorted.sort(NEWEST_FIRST);
    Map<String, List<StoredRecord>> byKey = new LinkedHashMap<>();
    for (StoredRecord each : sorted) {
      ServiceKey of = serviceKey(each);
      if (asked.have(of.service())) {
        byKey.computeIfAbsent(of.key(), key -> new ArrayList<>(1)).add(each);
      }
    }
    return byKey.values();
  }

  /**
   * @param ofKey of one key, newest first
   */
  private Optional<LogEntry> newest(List<StoredRecord> ofKey, Visible visible) throws IOException {
    LogEntry newest = null;
    for (StoredRecord stored : ofKey) {
      if (newest != null && stored.record().timestamp().isBefore(newest.timestamp())) {
        break;
      }
      LogEntry entry = visible(stored, visible).orElse(null);
      if (entry != null
          && (newest == null || Mark.of(newest).isBefore(entry, Order.OLDEST_FIRST))) {
        newest = entry;
      }
    }
    return Optional.ofNullable(newest);
  }

  /** If the newest was deleted, the one before it of its key and service that was not. */
  private Optional<LogEntry> visible(StoredRecord stored, Visible visible) throws IOException {
    LogEntry entry = journal.source().entry(sequence(stored));
    if (entry != null && visible.isDeleted(entry)) {
      return index.newest(serviceKey(stored)).filter(visible::test);
    }
    return Optional.ofNullable(entry).filter(visible::test);
  }

  private static long sequence(StoredRecord stored) throws IOException {
    String text = stored.record().message();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException("a newest entry must be kept by its sequence, was by " + text, e);
    }
  }

  long keys() {
    return store.stats().keys();
  }

  @Override
  public void wake() throws IOException {
    JournalReader now = reader;
    if (now != null) {
      now.close();
    }
    deferral.begin(); // for its end
  }

  @Override
  public long behind() {
    return Math.max(0, journal.entries() - entriesTaken);
  }

  @Override
  public void close() throws IOException {
    try {
      closeReader();
    } finally {
      store.close();
    }
  }

  private void closeReader() throws IOException {
    JournalReader old = reader;
    reader = null;
    if (old != null) {
      old.close();
    }
  }
}
