package dev.heartwood.service;

import dev.heartwood.StatusReporter;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.JournalRecord;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.storage.LogStorage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What questions are answered from: the journal's entries in a storage, in batches. What is added
 * is found after a second, up to fifteen when far behind, or when somebody waits for it. Where
 * nobody has {@link #asked} for a while it is shown when it is committed, or with the next
 * question: a segment for each second would be made, and merged, for nobody. It is committed every
 * ten seconds, up to thirty when far behind, or after a million entries; what is added is durable
 * in the journal before.
 *
 * <p>A burst goes to the journal first, see {@link Deferral}.
 *
 * <p>A deletion is applied where it stands among the entries, so that applying it again after a
 * crash takes the same entries.
 *
 * <p><b>Threads:</b> one steps; the lock guards all but the reader, and who holds it may write to
 * the storage. Waiting for progress is by its condition.
 */
final class IndexView implements View {
  static final String NAME = "index";

  private static final int BATCH_ENTRIES = 20_000;
  private static final long BATCH_BYTES = 4L << 20;
  private static final int COMMIT_ENTRIES = 1_000_000;
  private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int COMMIT_REFRESHES = 2;

  /**
   * What is added is shown after half the time that the backlog takes, within these bounds: a
   * segment for each moment would have to be merged with its neighbours at once.
   */
  private static final long REFRESH_NANOS_PER_ENTRY = 10_000;

  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_REFRESH_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long UNASKED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long FAR_BEHIND_ENTRIES = 100_000;

  private static final int REMEMBERED_DELETIONS = 64;

  private final IngestJournal journal;
  private final LogStorage storage;
  private final StatsCache cache;
  private final Clock clock;
  private final StatusReporter status;
  private final IngestJournal.Follower follower;
  private final Deferral deferral;
  private final ReentrantLock writing = new ReentrantLock();
  private final java.util.concurrent.locks.Condition progress = writing.newCondition();
  private final Map<Long, Long> deletedBy = new LinkedHashMap<>();
  private volatile @Nullable JournalReader reader; // of the thread that steps
  private long added; // the first record of the journal that is not
  private long bytesAdded;
  private long uncommitted;
  private boolean committed = true;
  private boolean found = true; // whether all that is added is
  private volatile boolean hidden; // what is added was not shown in time, since nobody asked
  private volatile long askedNanos = System.nanoTime() - UNASKED_NANOS;
  private Instant foundAt;
  private Instant oldestUnfound = Instant.MAX;
  private Instant newestUnfound = Instant.MIN;
  private long foundNanos = System.nanoTime();
  private long committedNanos = System.nanoTime();
  private volatile long entriesAdded; // of all that were ever stored
  private volatile long entriesFound = -1; // at the last refresh; -1 before the start
  private final long entriesAtStart;

  IndexView(
      IngestJournal journal,
      LogStorage storage,
      StatsCache cache,
      Clock clock,
      StatusReporter status) {
    this.journal = journal;
    this.storage = storage;
    this.cache = cache;
    this.clock = clock;
    this.status = status;
    foundAt = clock.instant();
    entriesAtStart = journal.entries();
    follower = journal.follow();
    deferral = new Deferral(journal::entries, System::nanoTime);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void rewind() throws IOException {
    closeReader();
    JournalReader opened = journal.journal().reader(NAME, journal.visibility());
    reader = opened;
    long first = journal.journal().first();
    long from = Math.max(first, Sequences.journalSequence(storage.committed()));
    opened.moveTo(Math.min(from, opened.nextSequence() + opened.behind()));
    writing.lock();
    try {
      added = opened.nextSequence();
      uncommitted = 0;
      if (opened.next()) { // only to see how far it is
        JournalRecord next = JournalRecord.of(opened);
        entriesAdded = next.entriesBefore();
        bytesAdded = next.bytesBefore();
        opened.moveTo(next.sequence());
      } else {
        entriesAdded = journal.entries();
        bytesAdded = journal.bytes();
      }
      if (entriesFound < 0) {
        entriesFound = entriesAdded;
      }
      follower.done(bytesAdded);
    } finally {
      writing.unlock();
    }
  }

  /** Whether all is found that was there at the start. */
  boolean isStartFound() {
    return entriesFound >= entriesAtStart;
  }

  @Override
  public void step() throws IOException, InterruptedException {
    JournalReader from = reader;
    if (from == null) {
      throw new IOException("the reader of the index is not open");
    }
    boolean more = from.next(Duration.ofNanos(REFRESH_NANOS));
    if (more) {
      deferral.await(entriesAdded);
    }
    writing.lock();
    try {
      if (more) {
        addBatch(from);
        deferral.taken();
      }
      long pause =
          Math.max(
              REFRESH_NANOS, Math.min(LONGEST_REFRESH_NANOS, behind() * REFRESH_NANOS_PER_ENTRY));
      boolean startAdded = entriesAdded >= entriesAtStart && !isStartFound();
      boolean due = !found && System.nanoTime() - foundNanos >= pause;
      if (startAdded || (due && isAsked())) {
        refresh();
      } else if (due) {
        hidden = true;
      }
      long commitPause = Math.max(COMMIT_NANOS, COMMIT_REFRESHES * pause);
      boolean late = System.nanoTime() - committedNanos >= commitPause;
      if (uncommitted >= COMMIT_ENTRIES || (late && !committed)) {
        commit(from);
      }
    } finally {
      writing.unlock();
    }
  }

  private boolean isAsked() {
    return System.nanoTime() - askedNanos < UNASKED_NANOS;
  }

  /** Before a question is answered out of the storage. */
  void asked() throws IOException {
    askedNanos = System.nanoTime();
    if (hidden) {
      show();
    }
  }

  /** Makes found what is added. */
  void show() throws IOException {
    writing.lock();
    try {
      if (!found) {
        refresh();
      }
    } finally {
      writing.unlock();
    }
  }

  /** From the record on which the reader stands; takes what there is, up to a limit. */
  private void addBatch(JournalReader from) throws IOException {
    List<LogEntry> batch = new ArrayList<>();
    long bytes = 0;
    JournalRecord record;
    do {
      record = JournalRecord.of(from);
      reportMissing(from);
      Condition deletion = record.deletion();
      if (deletion != null) {
        makeDurable(record.sequence());
        storage.add(batch);
        batch.clear();
        delete(record.sequence(), deletion);
      }
      batch.addAll(record.entries());
      bytes += from.length();
    } while (batch.size() < BATCH_ENTRIES && bytes < BATCH_BYTES && from.next());
    for (LogEntry entry : batch) {
      oldestUnfound = min(oldestUnfound, entry.timestamp());
      newestUnfound = max(newestUnfound, entry.timestamp());
    }
    makeDurable(record.sequence());
    storage.add(batch);
    found &= batch.isEmpty();
    uncommitted += batch.size();
    committed = false;
    added = record.sequence() + 1;
    bytesAdded = record.bytesAfter();
    entriesAdded = record.entriesBefore() + record.entryCount();
    progress.signalAll();
  }

  /** The storage may commit at any time what it is given: never ahead of the journal. */
  private void makeDurable(long sequence) throws IOException {
    if (sequence >= journal.journal().durableEnd()) {
      journal.journal().awaitDurable(sequence);
    }
  }

  private void reportMissing(JournalReader from) {
    if (from.missing() > 0) {
      status.error(
          from.missing()
              + " requests before record "
              + from.sequence()
              + " of the journal are damaged or gone, and not indexed",
          null);
    }
  }

  private void delete(long sequence, Condition where) throws IOException {
    Condition before = new Condition.Arrived(0, Sequences.of(sequence, 0));
    long gone = storage.delete(Condition.and(List.of(where, before)));
    if (deletedBy.size() == REMEMBERED_DELETIONS) {
      deletedBy.remove(deletedBy.keySet().iterator().next());
    }
    deletedBy.put(sequence, gone);
    refresh();
    cache.clear();
  }

  private void refresh() throws IOException {
    storage.refresh();
    found = true;
    hidden = false;
    entriesFound = entriesAdded;
    foundAt = clock.instant();
    foundNanos = System.nanoTime();
    cache.changed(oldestUnfound, newestUnfound);
    oldestUnfound = Instant.MAX;
    newestUnfound = Instant.MIN;
  }

  private void commit(JournalReader from) throws IOException {
    storage.commit();
    from.commit(Math.min(added, from.nextSequence()));
    follower.done(bytesAdded);
    uncommitted = 0;
    committed = true;
    committedNanos = System.nanoTime();
    if (hidden) {
      refresh();
    }
  }

  /**
   * Returns when all records below a sequence of the journal are found.
   *
   * @return false if the time was over before
   */
  boolean awaitFound(long until, Duration timeout) throws IOException, InterruptedException {
    deferral.begin();
    try {
      return isFoundWithin(until, timeout.toNanos());
    } finally {
      deferral.end();
    }
  }

  private boolean isFoundWithin(long until, long nanos) throws IOException, InterruptedException {
    writing.lockInterruptibly();
    try {
      long left = nanos;
      while (added < until) {
        if (left <= 0) {
          return false;
        }
        left = progress.awaitNanos(left);
      }
      if (!found) {
        refresh();
      }
      return true;
    } finally {
      writing.unlock();
    }
  }

  /** How many entries a deletion took that was awaited. */
  long deletedBy(long sequence) {
    writing.lock();
    try {
      return deletedBy.getOrDefault(sequence, 0L);
    } finally {
      writing.unlock();
    }
  }

  /** The moment as of which what is found is all there is. */
  Instant foundUpTo() {
    writing.lock();
    try {
      return found && behind() == 0 ? clock.instant() : foundAt;
    } finally {
      writing.unlock();
    }
  }

  /** Works on the storage while nothing is added to it, and commits. */
  <T> T exclusively(Work<T> work) throws IOException {
    writing.lock();
    try {
      T result = work.on(storage);
      JournalReader from = reader;
      if (from != null && !committed) {
        commit(from);
      }
      return result;
    } finally {
      writing.unlock();
    }
  }

  /** What needs the storage for itself. */
  @FunctionalInterface
  interface Work<T> {
    T on(LogStorage storage) throws IOException;
  }

  @Override
  public void wake() throws IOException {
    JournalReader now = reader;
    if (now != null) {
      now.close();
    }
    deferral.begin(); // for its end
  }

  /** Whether what can wait should not take the processors from adding. */
  boolean isFarBehind() {
    return behind() >= FAR_BEHIND_ENTRIES;
  }

  @Override
  public long behind() {
    return Math.max(0, journal.entries() - entriesAdded);
  }

  @Override
  public void close() throws IOException {
    writing.lock();
    try {
      JournalReader from = reader;
      if (from != null && !committed) {
        commit(from);
      }
    } finally {
      writing.unlock();
      closeReader();
    }
  }

  private void closeReader() throws IOException {
    JournalReader old = reader;
    reader = null;
    if (old != null) {
      old.close();
    }
  }

  private static Instant min(Instant left, Instant right) {
    return left.isBefore(right) ? left : right;
  }

  private static Instant max(Instant left, Instant right) {
    return left.isBefore(right) ? right : left;
  }
}
