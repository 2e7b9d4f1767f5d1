package dev.heartwood.store;

import dev.heartwood.LogRecord;
import dev.heartwood.UndeliveredException;
import dev.heartwood.disk.Disk;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.SegmentCodec;
import dev.heartwood.journal.Visibility;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log of a store. A record goes to the journal first, with its key and the time of
 * its receipt as the journal's timestamp, and then into memory: at once, or with {@code fsync} when
 * it is durable, so that nobody sees what a loss of power may take back. Its sequence is that of
 * the journal.
 *
 * <pre>
 * directory/journal/          the journal, with its lock
 * directory/checkpoint-*      see {@link Checkpoints}
 * </pre>
 *
 * <pre>
 * field                written by          read by  ordering
 * waiting, since...    any thread          same     under the store's lock
 * </pre>
 */
final class StoreJournal {
  private static final int RECORDS_PER_SEGMENT = 4;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Opens the journal of a store. */
  interface Opener {
    Journal open(Path directory, JournalConfig config, PersistenceConfig persistence)
        throws IOException;
  }

  private record Waiting(@Nullable String key, LogRecord record, long received, int bytes) {}

  private final StoreConfig store;
  private final PersistenceConfig config;
  private final ReentrantLock writer;
  private final StoreState state;
  private final Journal journal;
  private final StoreEntry entry;
  private final JournalReader floor;
  private final Checkpointer checkpointer;
  private final @Nullable CheckpointThread thread;
  private final StoreRecovery recovery;
  private final LongAdder cut = new LongAdder();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long sinceRecords;
  private long sinceBytes;

  /**
   * Opens it and recovers the state, which must be new.
   *
   * @param inline whether checkpoints are written by those who append, not by a thread
   */
  static StoreJournal open(
      Disk disk,
      Opener opener,
      StoreConfig store,
      PersistenceConfig config,
      ReentrantLock writer,
      StoreState state,
      boolean inline)
      throws IOException {
    disk.createDirectories(config.directory());
    Journal journal =
        opener.open(StoreFiles.journal(config.directory()), layout(store, config), config);
    boolean open = false;
    try {
      disk.forceDirectory(config.directory());
      StoreJournal opened = new StoreJournal(disk, journal, store, config, writer, state, inline);
      open = true;
      return opened;
    } finally {
      if (!open) {
        journal.close();
      }
    }
  }

  private static JournalConfig layout(StoreConfig store, PersistenceConfig config) {
    return new JournalConfig(
        store.name(),
        config.segmentBytes(),
        JournalConfig.DEFAULT_SEGMENT_AGE,
        Long.MAX_VALUE, // the store's retention says what may go
        JournalConfig.FOREVER,
        true,
        maxRecordBytes(config),
        SegmentCodec.NONE, // they do not live long
        JournalConfig.DEFAULT.clock());
  }

  private static int maxRecordBytes(PersistenceConfig config) {
    return Math.min(
        JournalConfig.DEFAULT_MAX_RECORD_BYTES, config.segmentBytes() / RECORDS_PER_SEGMENT);
  }

  private StoreJournal(
      Disk disk,
      Journal journal,
      StoreConfig store,
      PersistenceConfig config,
      ReentrantLock writer,
      StoreState state,
      boolean inline)
      throws IOException {
    this.store = store;
    this.config = config;
    this.writer = writer;
    this.state = state;
    this.journal = journal;
    entry = new StoreEntry(maxRecordBytes(config));
    Checkpoints checkpoints =
        new Checkpoints(
            disk, config.directory(), new StoreEntry(maxRecordBytes(config)), config.status());
    floor = journal.reader(StoreFiles.READER, Visibility.WRITTEN);
    recovery = new Recovering(store, state, journal, entry).run(checkpoints, config.status());
    sinceRecords = recovery.replayed();
    checkpointer = new Checkpointer(config, writer, state, journal, floor, checkpoints);
    thread = inline ? null : new CheckpointThread(store.name(), checkpointer::run);
    if (thread != null) {
      thread.start();
    }
  }

  /**
   * Appends a record; under the lock.
   *
   * @return its sequence
   * @throws IOException if it is not kept
   */
  long append(@Nullable String key, LogRecord record, long now, int bytes) throws IOException {
    long next = state.log().end() + waiting.size();
    if (journal.end() != next) {
      throw new IOException(
          "store " + store.name() + " failed between its journal and its memory: open it again");
    }
    LogRecord kept = entry.write(key, record);
    int estimate = bytes;
    if (kept != record) {
      cut.increment();
      estimate = RecordSize.estimate(kept);
    }
    journal.append(now * NANOS_PER_MILLI, entry.array(), 0, entry.length());
    if (config.fsync()) {
      waiting.add(new Waiting(key, kept, now, estimate));
    } else {
      state.append(key, kept, now, estimate);
    }
    sinceRecords++;
    sinceBytes += entry.length();
    return next;
  }

  /** After an append, without the lock: asks for the checkpoint that is due. */
  void keepUp() {
    boolean due;
    writer.lock();
    try {
      due = sinceRecords >= config.checkpointRecords() || sinceBytes >= config.checkpointBytes();
      if (due) {
        sinceRecords = 0;
        sinceBytes = 0;
      }
    } finally {
      writer.unlock();
    }
    if (due) {
      requestCheckpoint();
    }
  }

  private void requestCheckpoint() {
    if (thread == null) {
      checkpointer.run();
    } else {
      thread.request();
    }
  }

  /** Writes a checkpoint now. */
  void checkpoint() {
    checkpointer.run();
  }

  /**
   * With {@code fsync}, makes all durable that was appended, and shows it.
   *
   * @throws UndeliveredException if the disk did not confirm it: it is shown all the same, since
   *     the journal has it, but a loss of power may take it
   */
  void confirm() throws UndeliveredException {
    long first;
    int count;
    writer.lock();
    try {
      first = state.log().end();
      count = waiting.size();
    } finally {
      writer.unlock();
    }
    if (count == 0) {
      return;
    }
    try {
      journal.awaitDurable(first, count);
    } catch (IOException e) {
      throw new UndeliveredException(
          count,
          "store " + store.name() + ": " + count + " records may not last: " + e.getMessage(),
          e);
    } finally {
      show(first + count);
    }
  }

  /**
   * Makes one record durable, and those before it, and shows them.
   *
   * @throws IOException if the disk did not confirm it
   */
  void confirm(long sequence) throws IOException {
    if (config.fsync()) {
      try {
        journal.awaitDurable(sequence);
      } finally {
        show(sequence + 1);
      }
    }
  }

  private void show(long end) {
    writer.lock();
    try {
      while (state.log().end() < end) {
        Waiting next = waiting.remove();
        state.append(next.key(), next.record(), next.received(), next.bytes());
      }
    } finally {
      writer.unlock();
    }
  }

  void report(IOException e) {
    config.status().error("store " + store.name() + " could not be closed cleanly", e);
  }

  PersistenceStats stats() {
    return new PersistenceStats(
        checkpointer.written(),
        checkpointer.failed(),
        checkpointer.lastEnd(),
        cut.sum(),
        recovery,
        journal.stats());
  }

  /** Nothing is appended any more. The next start finds a checkpoint of all. */
  void close() {
    if (thread != null) {
      thread.close();
    }
    checkpointer.run();
    try (journal) {
      floor.close();
    } catch (IOException e) {
      report(e);
    }
  }
}
