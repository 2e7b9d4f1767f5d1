package dev.heartwood.journal;

import dev.heartwood.EpochNanos;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts frames behind one another, from segment to segment.
 *
 * <p>A segment ends when it is full or old, when a write to it failed, or when a force failed. In
 * all cases the next one says from which sequence on it counts, so that what is left in the file
 * before it is void. After a failed force it begins where the journal stopped being durable, and
 * takes over from the page cache what had been written since.
 *
 * <p><b>Threads:</b> any, one after the other under the lock, which guards all that is not final; a
 * force runs beside them.
 */
final class JournalWriter {
  private static final long HEALTHY = -1;
  private static final double SPARE_AT_FILL = 0.5;

  /** What a force must cover, and how far the journal is durable after it. */
  record Frontier(long end, List<ActiveSegment> segments) {}

  /** Where the next record goes. */
  record Place(Segment segment, long offset, long sequence) {}

  private final JournalCore core;
  private final SegmentStarter starter;
  private final Marks marks;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<ActiveSegment> unforced = new ArrayList<>(); // closed ones
  private byte[] buffer = new byte[1024];
  private ActiveSegment active;
  private long supersedeFrom = HEALTHY;
  private boolean spareAsked;
  private volatile boolean upkeepDue;

  JournalWriter(JournalCore core, SegmentStarter starter, ActiveSegment active) {
    this.core = core;
    this.starter = starter;
    this.active = active;
    marks = core.marks();
  }

  /**
   * @return the sequence of the record
   */
  long append(long timestamp, byte[] payload, int offset, int length) throws IOException {
    int size = Frames.size(length);
    lock.lock();
    try {
      if (buffer.length < size) {
        buffer = new byte[Integer.highestOneBit(size - 1) << 1];
      }
      Frames.prepare(buffer, 0, timestamp, payload, offset, length);
      return write(buffer, size, 1, length);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return the sequence of the first record
   */
  long append(JournalBatch batch) throws IOException {
    lock.lock();
    try {
      int payloadBytes = batch.bytes() - batch.size() * Frames.HEADER_BYTES;
      return write(batch.frames(), batch.bytes(), batch.size(), payloadBytes);
    } finally {
      lock.unlock();
    }
  }

  private long write(byte[] frames, int bytes, int records, int payloadBytes) throws IOException {
    requireOpen();
    long first = marks.written();
    ActiveSegment segment = withRoom(bytes);
    try {
      segment.write(frames, bytes, first, marks.durable());
    } catch (IOException e) {
      core.counters().failedWrites.increment();
      throw new IOException(
          "cannot write to " + segment.segment().file().path() + ": " + e.getMessage(), e);
    }
    core.counters().appended.add(records);
    core.counters().appendedBytes.add(payloadBytes);
    marks.written(first + records);
    core.tail().wake();
    if (!spareAsked && segment.fill() >= SPARE_AT_FILL) {
      spareAsked = true;
      upkeepDue = true;
    }
    return first;
  }

  private void requireOpen() {
    if (marks.isClosed()) {
      throw new IllegalStateException("journal " + core.config().name() + " is closed");
    }
  }

  private ActiveSegment withRoom(int bytes) throws IOException {
    repair();
    if (!active.hasRoom(bytes)) {
      roll();
    }
    return active;
  }

  private void roll() throws IOException {
    long end = marks.written();
    ActiveSegment next = starter.begin(end, marks.durable(), active.newestSoFar(), 0, 0);
    boolean surely = active.hasFailed();
    active.refuse(); // should the header be there in spite of an error, it must not be wrong
    start(next, surely);
    follow(next, end);
  }

  /**
   * @param surely whether the segment before holds what must never come back, not even if a loss of
   *     power takes this one
   */
  private void start(ActiveSegment next, boolean surely) throws IOException {
    boolean started = false;
    try {
      next.writeHeader();
      if (surely) {
        next.force();
      }
      started = true;
    } finally {
      if (!started) {
        starter.abandon(next);
      }
    }
  }

  /**
   * Makes it the one in use. It is in the list before the old one ends: readers look for it then.
   */
  private void follow(ActiveSegment next, long firstSequence) {
    List<Segment> superseded = core.segments().supersede(next.segment());
    active.end(firstSequence, now());
    unforced.add(active);
    for (ActiveSegment each : List.copyOf(unforced)) {
      if (superseded.contains(each.segment())) {
        each.end(firstSequence, now());
        unforced.remove(each);
        starter.abandon(each);
      }
    }
    active = next;
    spareAsked = false;
    upkeepDue = true;
  }

  /** Begins a new segment if the one in use has records and is that old. */
  void rollIfOlderThan(long ageNanos) throws IOException {
    lock.lock();
    try {
      if (!marks.isClosed()
          && !active.isEmpty()
          && now() - active.segment().header().begunNanos() >= ageNanos) {
        repair();
        roll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is something to do since this was last asked. */
  boolean takeUpkeepDue() {
    if (!upkeepDue) {
      return false;
    }
    upkeepDue = false;
    return true;
  }

  /** Whether the segment in use will soon need a successor. */
  boolean wantsSpare() {
    lock.lock();
    try {
      return active.fill() >= SPARE_AT_FILL;
    } finally {
      lock.unlock();
    }
  }

  Place place() {
    lock.lock();
    try {
      return new Place(active.segment(), active.segment().framesEnd(), marks.written());
    } finally {
      lock.unlock();
    }
  }

  Frontier frontier() throws IOException {
    lock.lock();
    try {
      repair();
      List<ActiveSegment> all = new ArrayList<>(unforced);
      if (!active.isEmpty()) { // an empty one may be superseded, and closed, any time
        all.add(active);
      }
      return new Frontier(marks.written(), all);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The leader has forced a segment. If that covered all of it, it is only read from here on; one
   * that was written to, and closed, during the force needs another.
   *
   * @param end of the records that the force was to cover
   */
  void forced(ActiveSegment segment, long end) {
    lock.lock();
    try {
      if (segment.segment().end() <= end && unforced.remove(segment)) {
        starter.release(segment);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A force failed.
   *
   * @param from where the journal stopped being durable
   * @return where the records end of which nobody knows
   */
  long supersede(long from) {
    lock.lock();
    try {
      long end = marks.written();
      supersedeFrom = from;
      return end;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes again what a failed force left in doubt; if that fails it is tried again before anything
   * else is appended.
   */
  void repair() throws IOException {
    lock.lock();
    try {
      if (supersedeFrom != HEALTHY) {
        takeOver(supersedeFrom);
        supersedeFrom = HEALTHY;
      }
    } finally {
      lock.unlock();
    }
  }

  private void takeOver(long from) throws IOException {
    List<Segment> doubtful = new ArrayList<>();
    long bytes = SegmentHeader.BYTES + Frames.HEADER_BYTES;
    for (Segment each : core.segments().all()) {
      if (each.end() > from) {
        doubtful.add(each);
        bytes += each.framesEnd() - SegmentHeader.BYTES;
      }
    }
    ActiveSegment next =
        starter.begin(from, from, active.newestSoFar(), SegmentHeader.AFTER_FAILED_FORCE, bytes);
    long copied = 0;
    boolean done = false;
    try {
      for (Segment each : doubtful) {
        copied += copy(each, from, next);
      }
      done = true;
    } finally {
      if (!done) {
        starter.abandon(next);
      }
    }
    start(next, true); // last: without its header it counts for nothing
    core.counters().lostToFailedForces.add(marks.written() - from - copied);
    follow(next, from);
    for (ActiveSegment each : unforced) { // what it holds below is durable
      each.end(Math.min(each.segment().end(), from), now());
      starter.release(each);
    }
    unforced.clear();
  }

  private long copy(Segment segment, long from, ActiveSegment to) throws IOException {
    long copied = 0;
    try (FrameCursor cursor =
        new FrameCursor(segment.open(core.disk(), core.codecs()), segment.header())) {
      while (cursor.next(segment.framesEnd(), Math.min(segment.end(), marks.written()))) {
        if (cursor.sequence() >= from) {
          int length = cursor.payloadLength();
          byte[] frame = new byte[Frames.size(length)];
          Frames.prepare(
              frame, 0, cursor.timestamp(), cursor.buffer(), cursor.payloadOffset(), length);
          to.write(frame, frame.length, cursor.sequence(), from);
          copied++;
        }
      }
    }
    return copied;
  }

  /** From here on appends are refused. */
  void refuse() {
    lock.lock();
    try {
      marks.close();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the journal: nothing is appended any more. All before must be durable. */
  void writeEnd() throws IOException {
    lock.lock();
    try {
      if (!active.hasRoom(0)) {
        roll();
      }
      active.writeEnd(marks.written(), now());
    } finally {
      lock.unlock();
    }
  }

  ActiveSegment active() {
    lock.lock();
    try {
      return active;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the files. */
  void close() throws IOException {
    lock.lock();
    try {
      unforced.forEach(starter::release);
      unforced.clear();
      active.close();
    } finally {
      lock.unlock();
    }
  }

  private long now() {
    return EpochNanos.of(core.config().clock().instant());
  }
}
