package dev.heartwood.store;

import dev.heartwood.LogRecord;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store as it was at one moment: every record below {@link #endSequence()} and none at or past
 * it, whatever is appended, evicted or removed later. Taking one copies nothing and takes the same
 * time however much the store holds; until closed it keeps what it shows in memory.
 *
 * <p><b>Threads:</b> any, also several at once; none ever waits for the writer, nor the writer for
 * them. <b>Errors:</b> reading a snapshot that is not {@link State#OPEN}, also through a stream
 * taken before, throws {@link IllegalStateException}. One that is dropped without being closed is
 * freed after the garbage collector found it, and counted as leaked.
 */
public final class Snapshot implements AutoCloseable {
  /** What has become of a snapshot. */
  public enum State {
    OPEN,
    CLOSED,
    /** Closed by the store, since it was open for longer than {@code snapshotMaxAge}. */
    EXPIRED
  }

  private final StoreConfig config;
  private final RecordLog log;
  private final KeyIndex index;
  private final SnapshotPins pins;
  private final Pin pin;
  private final long base;
  private final long end;

  Snapshot(StoreConfig config, RecordLog log, KeyIndex index, SnapshotPins pins) {
    this(config, log, index, pins, false);
  }

  /**
   * @param own whether it is the one that a store takes of itself, which does not expire
   */
  Snapshot(StoreConfig config, RecordLog log, KeyIndex index, SnapshotPins pins, boolean own) {
    this.config = config;
    this.log = log;
    this.index = index;
    this.pins = pins;
    Pin opened = own ? pins.openReserved(this) : pins.open(this, config.clock().millis());
    if (opened == null) {
      throw new TooManySnapshotsException(config.name(), config.maxSnapshots());
    }
    this.pin = opened;
    long first = log.base(); // before the end: it is then never past it
    this.end = log.end();
    this.base = Math.max(first, end - config.retention().maxRecords());
    pins.narrow(pin, base, end);
  }

  /** The sequence of the oldest record that {@link #replay()} gives. */
  public long firstSequence() {
    return base;
  }

  /** One past the newest record: the number of records ever appended when this was taken. */
  public long endSequence() {
    return end;
  }

  public State state() {
    expireIfOld();
    return pin.state();
  }

  /** All records that retention had left, in arrival order, read as the stream is. */
  public Stream<StoredRecord> replay() {
    return replay(base);
  }

  /**
   * The records from that sequence on, in arrival order; what retention had taken before is left
   * out (see {@link #firstSequence()}).
   */
  public Stream<StoredRecord> replay(long fromSequence) {
    if (fromSequence < 0) {
      throw new IllegalArgumentException("fromSequence must not be negative, was " + fromSequence);
    }
    checkOpen();
    return range(Math.max(base, fromSequence), end);
  }

  /**
   * The records whose timestamp is at or after that, in arrival order. Looks at every record of
   * each chunk of 512 that holds one so new, and skips the other chunks.
   */
  public Stream<StoredRecord> replay(Instant from) {
    checkOpen();
    long fromNanos = clippedNanos(from);
    return LongStream.rangeClosed(base >> Chunk.SHIFT, end >> Chunk.SHIFT)
        .filter(chunk -> log.mayHold(chunk, fromNanos))
        .boxed()
        .flatMap(this::chunk)
        .filter(stored -> stored.record().epochNanos() >= fromNanos);
  }

  /**
   * The newest record of a key: the one with the highest timestamp, of equals the one that came
   * last. In constant time, plus the winners of that key that other snapshots needed since.
   */
  public Optional<StoredRecord> latest(String key) {
    checkOpen();
    KeyEntry entry = index.entry(key);
    Optional<StoredRecord> latest =
        entry == null ? Optional.empty() : Optional.ofNullable(below(entry));
    checkStillOpen();
    return latest;
  }

  /**
   * The newest record of every key, sorted by timestamp, then by arrival: the short log. Tombstones
   * and the keys that they remove are not in it. O(K log K) for K keys.
   */
  public List<StoredRecord> latest() {
    checkOpen();
    List<Candidate> candidates = new ArrayList<>();
    for (KeyEntry entry : index.entries()) {
      Winner winner = entry.winnerBelow(end);
      StoredRecord stored = entry.stored(winner);
      if (winner != null && stored != null) {
        candidates.add(new Candidate(winner.orderNanos, stored));
      }
    }
    checkStillOpen();
    candidates.sort(Candidate.ORDER);
    return candidates.stream().map(Candidate::stored).toList();
  }

  /** All that the index says as of this snapshot, tombstones too, in the order of sequences. */
  List<SavedWinner> winners() {
    List<SavedWinner> winners = new ArrayList<>();
    for (KeyEntry entry : index.entries()) {
      Winner winner = entry.winnerBelow(end);
      LogRecord record = winner == null ? null : winner.kept();
      if (winner != null && record != null) {
        winners.add(
            new SavedWinner(
                entry.key, winner.sequence, winner.orderNanos, winner.receivedMillis(), record));
      }
    }
    checkStillOpen();
    winners.sort(Comparator.comparingLong(SavedWinner::sequence));
    return winners;
  }

  /** Lets go of what this keeps in memory; idempotent. */
  @Override
  public void close() {
    pins.release(pin, State.CLOSED);
    Reference.reachabilityFence(this);
  }

  private record Candidate(long orderNanos, StoredRecord stored) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparingLong(Candidate::orderNanos)
            .thenComparingLong(candidate -> candidate.stored().sequence());
  }

  private Stream<StoredRecord> chunk(long number) {
    return range(Math.max(base, number << Chunk.SHIFT), Math.min(end, (number + 1) << Chunk.SHIFT));
  }

  private Stream<StoredRecord> range(long from, long to) {
    return LongStream.range(from, to).mapToObj(this::at);
  }

  private StoredRecord at(long sequence) {
    StoredRecord stored = log.read(sequence);
    checkStillOpen();
    if (stored == null) {
      throw new IllegalStateException("record " + sequence + " was freed under an open snapshot");
    }
    return stored;
  }

  private @Nullable StoredRecord below(KeyEntry entry) {
    return entry.stored(entry.winnerBelow(end));
  }

  private void checkOpen() {
    expireIfOld();
    checkStillOpen();
  }

  /** After reading: what was read under an open pin was not freed. */
  private void checkStillOpen() {
    State state = pin.state();
    if (state != State.OPEN) {
      throw new IllegalStateException(
          state == State.EXPIRED
              ? "snapshot of store "
                  + config.name()
                  + " expired: open for longer than "
                  + config.snapshotMaxAge()
              : "snapshot of store " + config.name() + " is closed");
    }
    Reference.reachabilityFence(this);
  }

  private void expireIfOld() {
    if (pin.state() == State.OPEN) {
      pins.expireIfOld(pin, config.clock().millis());
    }
  }

  private static long clippedNanos(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds <= Long.MIN_VALUE / 1_000_000_000L) {
      return Long.MIN_VALUE;
    }
    return seconds >= Long.MAX_VALUE / 1_000_000_000L
        ? Long.MAX_VALUE
        : seconds * 1_000_000_000L + instant.getNano();
  }
}
