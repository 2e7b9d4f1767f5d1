package dev.heartwood.journal;

import dev.heartwood.EpochNanos;
import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskLock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of records with positions, in segments; written by one process, read by any
 * number of readers in it.
 *
 * <pre>{@code
 * try (Journal journal = Journal.open(directory, JournalConfig.DEFAULT)) {
 *   long sequence = journal.append(epochNanos, payload, 0, payload.length);
 *   journal.awaitDurable(sequence);
 * }
 * }</pre>
 *
 * <p><b>Durability:</b> when {@link #append} returns, the record is in the page cache: it survives
 * the process, however it ends. When {@link #awaitDurable} returns, it survives a loss of power;
 * one force serves all who wait. Closed segments become durable by themselves.
 *
 * <p><b>Order:</b> records stand in the order of their appends. After a loss of power the journal
 * ends with its last durable record or behind it, and never has a hole before its end.
 *
 * <p><b>Threads:</b> any thread appends, waits and reads statistics; a thread of the journal's own
 * compresses and deletes closed segments. An interrupt neither ends a call nor harms the journal.
 * Calls take as long as the disk takes.
 *
 * <p><b>Errors:</b> an append that throws has appended nothing, and the next one is tried anew, so
 * that a journal goes on by itself when a full disk has room again.
 */
public final class Journal implements AutoCloseable {
  private static final Duration UPKEEP_PERIOD = Duration.ofSeconds(10);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final JournalCore core;
  private final DiskLock lock;
  private final long id;
  private final Epochs epochs;
  private final NewSegments newSegments;
  private final JournalWriter writer;
  private final GroupCommit commit;
  private final NamedPositions readers;
  private final Maintenance maintenance;
  private final Upkeep upkeep;
  private final RecoveryReport recovery;
  private boolean closed;

  /** Opens a journal, and makes it if there is none; what goes wrong later is printed. */
  public static Journal open(Path directory, JournalConfig config) throws IOException {
    return open(directory, config, StatusReporter.standardError());
  }

  /**
   * Opens a journal, and makes it if there is none.
   *
   * @throws dev.heartwood.disk.LockedException if it is open, here or in another process
   * @throws UnknownVersionException if a later version wrote it; it is not touched
   * @throws IOException if the disk refuses, or has no room for a segment
   */
  public static Journal open(Path directory, JournalConfig config, StatusReporter status)
      throws IOException {
    return open(Disk.local(), directory, config, status);
  }

  /** The same on another disk. */
  public static Journal open(Disk disk, Path directory, JournalConfig config, StatusReporter status)
      throws IOException {
    return open(disk, directory, config, status, RANDOM::nextLong, false);
  }

  /**
   * @param random for the id of the journal and the keys of segments
   * @param inline whether upkeep is done by those who append, not by a thread
   */
  static Journal open(
      Disk disk,
      Path directory,
      JournalConfig config,
      StatusReporter status,
      LongSupplier random,
      boolean inline)
      throws IOException {
    Objects.requireNonNull(config, "config");
    disk.createDirectories(directory);
    DiskLock lock = disk.lock(directory.resolve(SegmentName.LOCK));
    boolean open = false;
    try {
      Journal journal = new Journal(disk, directory, config, status, random, inline, lock);
      open = true;
      return journal;
    } finally {
      if (!open) {
        lock.close();
      }
    }
  }

  private Journal(
      Disk disk,
      Path directory,
      JournalConfig config,
      StatusReporter status,
      LongSupplier random,
      boolean inline,
      DiskLock lock)
      throws IOException {
    this.lock = lock;
    Codecs codecs = new Codecs(config.codec());
    Recovery found = Recovery.read(disk, directory, codecs);
    found.apply();
    recovery = found.report();
    SegmentHeader newest = found.newestHeader();
    epochs = newest == null ? Epochs.first() : epochsAfter(newest, found);
    id = newest == null ? random.getAsLong() : newest.journalId();

    newSegments = new NewSegments(disk, directory, found.highestNumber() + 1);
    SegmentStarter starter =
        new SegmentStarter(disk, config, newSegments, id, epochs.starts(), random);
    ActiveSegment active =
        starter.begin(
            found.end(), found.end(), found.newestTimestamp(), SegmentHeader.FIRST_OF_RUN, 0);
    boolean built = false;
    try {
      active.writeHeader();
      active.force();
      found.closedAt(active.segment().header().begunNanos());
      Segments segments = new Segments(found.segments());
      for (Segment empty : segments.supersede(active.segment())) {
        disk.delete(empty.file().path());
      }
      core =
          new JournalCore(
              disk,
              directory,
              config,
              codecs,
              segments,
              new Marks(found.end()),
              new Tail(),
              new Counters());
      writer = new JournalWriter(core, starter, active);
      commit = new GroupCommit(core, writer);
      readers = NamedPositions.open(disk, directory, epochs.position(segments.oldest().first()));
      maintenance = new Maintenance(core, writer, commit, newSegments, readers, status);
      built = true;
    } finally {
      if (!built) {
        starter.abandon(active);
      }
    }
    upkeep =
        inline
            ? Upkeep.inline(maintenance::run)
            : Upkeep.onThread(
                "heartwood-journal-" + config.name(), UPKEEP_PERIOD, maintenance::run);
    upkeep.request();
  }

  private static Epochs epochsAfter(SegmentHeader newest, Recovery found) {
    Epochs before = new Epochs(newest.epochStarts());
    return found.report().clean() ? before : before.then(found.end());
  }

  /**
   * Appends one record; it survives the process when this returns.
   *
   * @param epochNanos its timestamp; any order
   * @return its sequence
   * @throws IllegalArgumentException if the payload is longer than {@code maxRecordBytes}
   * @throws IllegalStateException if the journal is closed
   * @throws IOException if the disk refused it: then it is not appended
   */
  public long append(long epochNanos, byte[] payload, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, payload.length);
    JournalBatch.requireLength(length, core.config().maxRecordBytes());
    long sequence = writer.append(epochNanos, payload, offset, length);
    keepUp();
    return sequence;
  }

  /**
   * Appends all records of a batch by one write, or none of them. The batch stays as it is.
   *
   * @return the sequence of the first one, the others follow; that of the next record if it is
   *     empty
   * @throws IOException as {@link #append(long, byte[], int, int)}
   */
  public long append(JournalBatch batch) throws IOException {
    if (batch.isEmpty()) {
      return end();
    }
    long sequence = writer.append(batch);
    keepUp();
    return sequence;
  }

  /** An empty batch for this journal. */
  public JournalBatch newBatch() {
    JournalConfig config = core.config();
    int room = config.segmentBytes() - SegmentHeader.BYTES - Frames.HEADER_BYTES;
    return new JournalBatch(room, config.maxRecordBytes());
  }

  private void keepUp() {
    if (writer.takeUpkeepDue()) {
      upkeep.request();
    }
  }

  /**
   * Returns when a record, and all before it, survive a loss of power.
   *
   * @throws ForceFailedException if the disk did not confirm this record
   * @throws IllegalArgumentException if the record is not appended
   */
  public void awaitDurable(long sequence) throws IOException {
    if (sequence < 0 || sequence >= end()) {
      throw new IllegalArgumentException(
          "sequence must be 0 to " + (end() - 1) + ", was " + sequence);
    }
    commit.await(sequence, sequence + 1);
  }

  /**
   * Returns when records that were appended one after the other survive a loss of power.
   *
   * @param first sequence of them
   * @param count of them
   * @throws ForceFailedException if the disk did not confirm one of them
   */
  public void awaitDurable(long first, int count) throws IOException {
    if (first < 0 || count < 0 || first + count > end()) {
      throw new IllegalArgumentException(
          "records must lie in 0 to " + end() + ", were " + count + " from " + first);
    }
    commit.await(first, first + count);
  }

  /**
   * Appends one record; it survives a loss of power when this returns.
   *
   * @throws ForceFailedException if it is appended, but the disk did not confirm it
   */
  public long appendDurable(long epochNanos, byte[] payload, int offset, int length)
      throws IOException {
    long sequence = append(epochNanos, payload, offset, length);
    commit.await(sequence, sequence + 1);
    return sequence;
  }

  /**
   * Appends a batch; it survives a loss of power when this returns.
   *
   * @throws ForceFailedException if it is appended, but the disk did not confirm all of it
   */
  public long appendDurable(JournalBatch batch) throws IOException {
    long first = append(batch);
    commit.await(first, first + batch.size());
    return first;
  }

  /** Where it lies. */
  public Path directory() {
    return core.directory();
  }

  /** Of the records appended now. */
  public long epoch() {
    return epochs.current();
  }

  /** The position of a record by its sequence. */
  public Position position(long sequence) {
    return epochs.position(sequence);
  }

  /** The oldest sequence that is kept; {@link #end()} if none is. */
  public long first() {
    return core.segments().oldest().first();
  }

  /** Random, the same for as long as the journal lives. */
  public long id() {
    return id;
  }

  /** The sequence that the next record gets. */
  public long end() {
    return core.marks().written();
  }

  /** The first sequence that a loss of power may take. */
  public long durableEnd() {
    return core.marks().durable();
  }

  /**
   * Up to where a view that has come to a position holds the same records as this journal: less
   * than its sequence if records that it has seen were lost. It must then give up what it has from
   * there on.
   *
   * @param next the position of the next record that the view would read
   */
  public long agreedEnd(Position next) {
    return epochs.agreedEnd(next, end());
  }

  /**
   * Reads from a sequence on; from the oldest record if that one is gone.
   *
   * @param sequence 0 to {@link #end()}
   */
  public JournalReader reader(long sequence, Visibility visibility) {
    if (sequence < 0 || sequence > end()) {
      throw new IllegalArgumentException("sequence must be 0 to " + end() + ", was " + sequence);
    }
    return reader(visibility, sequence, Long.MIN_VALUE, null, () -> {});
  }

  /** Reads from where a view and this journal {@link #agreedEnd agree}. */
  public JournalReader reader(Position next, Visibility visibility) {
    return reader(agreedEnd(next), visibility);
  }

  /**
   * Reads records with a timestamp at or after a time, in the order they were appended, and leaves
   * out the others; late ones are among them.
   */
  public JournalReader reader(Instant from, Visibility visibility) throws IOException {
    long timestamp = EpochNanos.of(from);
    return reader(visibility, core.sequenceFrom(timestamp), timestamp, null, () -> {});
  }

  /**
   * Reads from where the reader of that name committed last; a new one begins with the oldest
   * record. Until it is {@link #forget forgotten}, it holds back the deletion of what it has not
   * read, by age or as consumed, also while nobody has it open.
   *
   * @param name 1 to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or digit
   * @throws IllegalStateException if it is open already
   */
  public JournalReader reader(String name, Visibility visibility) throws IOException {
    NamedPosition named = readers.use(name, position(first()));
    return reader(
        visibility,
        agreedEnd(named.position()),
        Long.MIN_VALUE,
        named,
        () -> readers.giveBack(named));
  }

  private JournalReader reader(
      Visibility visibility,
      long next,
      long from,
      @Nullable NamedPosition named,
      Runnable onClose) {
    return new JournalReader(core, epochs, writer::place, visibility, next, from, named, onClose);
  }

  /**
   * Deletes the position of a named reader; nothing if there is none.
   *
   * @throws IllegalStateException if it is open
   */
  public void forget(String name) throws IOException {
    readers.forget(name);
  }

  /**
   * How much of the disk is taken by the segments that hold records from a sequence on, in bytes;
   * the segment in use is among them with all that is reserved for it. Takes no lock.
   */
  public long bytesFrom(long sequence) {
    long bytes = 0;
    for (Segment each : core.segments().all()) {
      bytes += each.end() > sequence ? each.bytes() : 0;
    }
    return bytes;
  }

  public JournalStats stats() {
    List<Segment> segments = core.segments().all();
    Counters counters = core.counters();
    long bytes = newSegments.readyBytes();
    int sealed = 0;
    for (Segment each : segments) {
      bytes += each.bytes();
      sealed += each.file().isSealed() ? 1 : 0;
    }
    return new JournalStats(
        epoch(),
        segments.get(0).first(),
        end(),
        durableEnd(),
        counters.appended.sum(),
        counters.appendedBytes.sum(),
        segments.size(),
        sealed,
        bytes,
        counters.forces.sum(),
        counters.failedForces.sum(),
        counters.failedWrites.sum(),
        counters.lostToFailedForces.sum(),
        counters.failedUpkeep.sum(),
        counters.retiredByBytes.sum(),
        counters.retiredByAge.sum(),
        counters.retiredConsumed.sum(),
        recovery);
  }

  /**
   * Seals and deletes now what is due, on the calling thread: for tests, and for tools that do not
   * want to wait for the journal's own thread.
   */
  public void maintain() {
    maintenance.run();
  }

  /** Asks the journal's own thread to do soon what {@link #maintain} does. */
  public void requestUpkeep() {
    upkeep.request();
  }

  /**
   * Copies the journal to another directory, while it is written to and read, as a journal that can
   * be opened there: all that was appended before, and perhaps some of what comes meanwhile,
   * without the positions of named readers. Until it is done nothing is compressed and nothing
   * deleted, also if {@code maxBytes} is exceeded by that. What is there when this returns survives
   * a loss of power.
   *
   * @param target is made; must be empty
   * @param copied is told after each segment how many bytes are copied
   */
  public void copyTo(Path target, LongConsumer copied) throws IOException {
    maintenance.copyTo(target, copied);
  }

  /**
   * Makes everything durable and says so on the disk; readers may still read what there is.
   * Idempotent.
   *
   * @throws IOException if something could not be made durable; the journal is closed all the same,
   *     and recovered when it is opened
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    writer.refuse();
    upkeep.close();
    maintenance.finish();
    try (lock) {
      finish();
    } finally {
      core.marks().finish();
      core.tail().wake();
    }
  }

  private void finish() throws IOException {
    try {
      commit.await(end(), end());
      writer.writeEnd();
      commit.forceEnd();
    } finally {
      try {
        newSegments.discard();
        readers.close();
      } finally {
        writer.close();
      }
    }
  }
}
