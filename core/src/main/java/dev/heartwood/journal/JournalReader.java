package dev.heartwood.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way through a journal: what is there, then what comes.
 *
 * <pre>{@code
 * try (JournalReader reader = journal.reader("mailer", Visibility.WRITTEN)) {
 *   while (reader.next(Duration.ofSeconds(1))) {
 *     deliver(reader.payload());
 *     reader.commit();
 *   }
 * }
 * }</pre>
 *
 * <p>A record is given as long as no other follows: {@link #buffer()} is used again.
 *
 * <p>Sequences are dense, so that what is missing shows: {@link #missing()} says how many records
 * should have stood before this one. They went because of {@code maxBytes} before they were read,
 * or their bytes are damaged.
 *
 * <p><b>Threads:</b> one at a time; any thread may close. <b>Delivery:</b> a named reader begins
 * where it was committed last, so that a record is given at least once.
 */
public final class JournalReader implements AutoCloseable {
  private final JournalCore core;
  private final Visibility visibility;
  private final long fromTimestamp;
  private final Epochs epochs;
  private final Supplier<JournalWriter.@Nullable Place> place;
  private final @Nullable NamedPosition named;
  private final Runnable onClose;

  private @Nullable Segment segment;
  private @Nullable FrameCursor cursor;
  private @Nullable Bytes bytes; // of the cursor
  private volatile long next; // written by the reading thread
  private long retiredBefore; // records missing since the last one that was given
  private long damagedBefore;
  private long missing;
  private long retired;
  private long damaged;
  private boolean given;
  private volatile boolean closed;

  JournalReader(
      JournalCore core,
      Epochs epochs,
      Supplier<JournalWriter.@Nullable Place> place,
      Visibility visibility,
      long next,
      long fromTimestamp,
      @Nullable NamedPosition named,
      Runnable onClose) {
    this.core = core;
    this.epochs = epochs;
    this.place = place;
    this.onClose = onClose;
    this.visibility = visibility;
    this.next = next;
    this.fromTimestamp = fromTimestamp;
    this.named = named;
  }

  /**
   * Moves to the next record, if there is one; never waits.
   *
   * @throws IOException if a file could not be read; the reader stays where it is
   */
  public boolean next() throws IOException {
    if (closed) {
      throw new IllegalStateException("reader is closed");
    }
    return advance();
  }

  /** Under the monitor, so that nobody closes the file that is being read. */
  private synchronized boolean advance() throws IOException {
    given = false;
    if (closed) {
      return false;
    }
    while (next < visibleEnd()) {
      if (step() && currentCursor().timestamp() >= fromTimestamp) {
        missing = retiredBefore + damagedBefore;
        retiredBefore = 0;
        damagedBefore = 0;
        given = true;
        return true;
      }
    }
    return false;
  }

  /**
   * Moves to the next record, waiting for it.
   *
   * @return false at the timeout, and at once when this reader or the journal is closed
   */
  public boolean next(Duration timeout) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + nanos(timeout);
    while (!advance()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || closed || isEnded()) {
        return false;
      }
      core.tail().await(() -> closed || core.marks().isFinished() || next < visibleEnd(), left);
    }
    return true;
  }

  /** Whether the journal is closed and all of it is read. */
  public boolean isEnded() {
    return core.marks().isFinished() && next >= visibleEnd();
  }

  private long visibleEnd() {
    return core.marks().end(visibility);
  }

  /** One record on, or past what is missing; false in the second case. */
  private boolean step() throws IOException {
    long end = visibleEnd();
    Segment current = segment;
    long segmentEnd = current == null ? 0 : current.end(); // once: a failed force may lower it
    if (current == null || next >= segmentEnd) {
      return enter();
    }
    FrameCursor frames = currentCursor();
    if (frames.next(current.framesEnd(), Math.min(end, segmentEnd))) {
      if (frames.sequence() < next) {
        return false; // before where this reader begins
      }
      damagedBefore += frames.sequence() - next;
      damaged += frames.sequence() - next;
      next = frames.sequence() + 1;
      return true;
    }
    if (segmentEnd == Segment.OPEN) {
      skipWritten(current, frames);
    } else {
      lose(Math.min(end, segmentEnd));
    }
    return false;
  }

  /**
   * Nothing is readable in what is written so far, unless the segment has been closed meanwhile.
   */
  private void skipWritten(Segment current, FrameCursor frames) {
    JournalWriter.Place now = place.get();
    if (now != null && now.segment() == current) {
      lose(now.sequence());
      frames.moveTo(now.offset(), now.sequence());
    }
  }

  private void lose(long until) {
    damagedBefore += until - next;
    damaged += until - next;
    next = until;
  }

  /** Opens the segment where the next record stands. */
  private boolean enter() throws IOException {
    Segment holding = core.segments().holding(next);
    if (next < holding.first()) {
      retiredBefore += holding.first() - next;
      retired += holding.first() - next;
      next = holding.first();
    }
    if (next >= holding.end()) { // behind it, before the next one
      Segment after = core.segments().after(holding);
      if (after != null && after.first() > next) {
        lose(after.first());
      }
      return false;
    }
    leave();
    Segment.StoredAs file = holding.file();
    try {
      Bytes opened = holding.open(core.disk(), core.codecs());
      cursor = new FrameCursor(opened, holding.header()); // so that it is closed whatever comes
      bytes = opened;
      moveTo(holding, next);
      segment = holding;
    } catch (NoSuchFileException e) { // sealed or retired meanwhile, unless somebody else took it
      leave();
      if (core.segments().holding(next) == holding && holding.file() == file) {
        throw e;
      }
    } catch (DamagedSegmentException e) {
      leave();
      lose(holding.end());
    }
    return false;
  }

  private void moveTo(Segment opened, long sequence) throws IOException {
    Bytes from = Objects.requireNonNull(bytes, "bytes");
    currentCursor().moveTo(opened.index(from).offsetOf(sequence), opened.first());
  }

  private void leave() throws IOException {
    FrameCursor old = cursor;
    cursor = null;
    bytes = null;
    segment = null;
    if (old != null) {
      old.close();
    }
  }

  private FrameCursor currentCursor() {
    FrameCursor now = cursor;
    if (now == null) {
      throw new IllegalStateException("there is no current record: next() was not true");
    }
    return now;
  }

  private FrameCursor record() {
    if (!given) {
      throw new IllegalStateException("there is no current record: next() was not true");
    }
    return currentCursor();
  }

  public long sequence() {
    return record().sequence();
  }

  public Position position() {
    return epochs.position(sequence());
  }

  /** The timestamp that it was appended with. */
  public long epochNanos() {
    return record().timestamp();
  }

  /** Holds the payload of the current record, until the next one is asked for; read only. */
  public byte[] buffer() {
    return record().buffer();
  }

  /** Where in {@link #buffer()} the payload begins. */
  public int offset() {
    return record().payloadOffset();
  }

  /** Of the payload, in bytes. */
  public int length() {
    return record().payloadLength();
  }

  /** A copy of the payload. */
  public byte[] payload() {
    int offset = offset();
    return Arrays.copyOfRange(buffer(), offset, offset + length());
  }

  /** How many records are missing between the one given before, or the start, and this one. */
  public long missing() {
    record();
    return missing;
  }

  /** Records that went before this reader came to them, in all. */
  public long retired() {
    return retired;
  }

  /** Records whose bytes were not readable, in all. */
  public long damaged() {
    return damaged;
  }

  /** The sequence after the current record: where another reader can go on. */
  public long nextSequence() {
    return next;
  }

  /**
   * Goes on at another sequence, behind or ahead; what is passed over does not count as missing.
   *
   * @param sequence 0 to the end that this reader sees
   */
  public synchronized void moveTo(long sequence) throws IOException {
    if (sequence < 0 || sequence > visibleEnd()) {
      throw new IllegalArgumentException(
          "sequence must be 0 to " + visibleEnd() + ", was " + sequence);
    }
    given = false;
    Segment current = segment;
    if (current != null
        && core.segments().holding(sequence) == current
        && sequence >= current.first()
        && sequence < current.end()) {
      moveTo(current, sequence);
    } else {
      leave();
    }
    next = sequence;
    retiredBefore = 0;
    damagedBefore = 0;
  }

  /** How many records there are to read. */
  public long behind() {
    return Math.max(0, visibleEnd() - next);
  }

  /**
   * Remembers, for a named reader, that everything given so far is done with. Survives the process
   * when it returns; after a loss of power some records may be given again.
   */
  public void commit() throws IOException {
    commit(next);
  }

  /**
   * Remembers, for a named reader, that everything below a sequence is done with.
   *
   * @param nextSequence at most {@link #nextSequence()}
   */
  public void commit(long nextSequence) throws IOException {
    NamedPosition position = named;
    if (position == null) {
      throw new IllegalStateException("only a named reader can commit");
    }
    if (nextSequence < 0 || nextSequence > next) {
      throw new IllegalArgumentException(
          "committed sequence must be 0 to " + next + ", was " + nextSequence);
    }
    position.moveTo(epochs.position(nextSequence));
  }

  /** Ends a wait in another thread; idempotent. What is not committed is given again. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      leave();
    }
    onClose.run();
    core.tail().wake();
  }

  /** At most a century, so that a deadline does not overflow. */
  private static long nanos(Duration timeout) {
    return timeout.compareTo(Duration.ofDays(36_500)) < 0
        ? Math.max(0, timeout.toNanos())
        : Duration.ofDays(36_500).toNanos();
  }
}
