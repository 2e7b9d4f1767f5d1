package dev.heartwood.async;

import dev.heartwood.LogHandler;
import dev.heartwood.Resumable;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.ring.Ring;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A journal as its worker sees it: a ring whose positions are sequences. Callers claim nothing
 * here, their events come by way of the {@link Committer}; the worker sees them once the disk has
 * confirmed them.
 *
 * <p>An event is given back, so that its segment may be deleted, only when the handler's file
 * survives a loss of power as well: now and then, since that takes another force.
 *
 * <pre>
 * field     written by             read by     ordering
 * freed     worker                 anybody     volatile; after the named reader's position
 * wanted    committer, worker (no) worker      volatile
 * others    worker                 worker      plain
 * </pre>
 */
final class RecordRing implements Ring<JournalReader>, Closeable {
  private static final long FREE_EVERY_NANOS = 1_000_000_000;

  private final Journal journal;
  private final JournalReader reader;
  private final LogHandler downstream;
  private final RingLedger ledger;
  private final Complaints complaints;
  private final String name;
  private final int capacity;
  private final long reserve;
  private long flushed;
  private long lastFreeNanos = System.nanoTime();
  private long lost;
  private boolean given;
  private boolean begun;
  private volatile boolean wanted;
  private volatile long freed;

  /**
   * @param reader stands at the first event that is to be delivered
   * @param capacity bytes on the disk
   * @param reserve bytes of them for what is written before a full ring is noticed
   */
  RecordRing(
      Journal journal,
      JournalReader reader,
      LogHandler downstream,
      RingLedger ledger,
      AsyncConfig config,
      Complaints complaints,
      long reserve) {
    this.journal = journal;
    this.reader = reader;
    this.downstream = downstream;
    this.ledger = ledger;
    this.complaints = complaints;
    this.reserve = reserve;
    name = config.name();
    capacity = config.ringFileBytes();
    flushed = reader.nextSequence();
    freed = flushed;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  /** Nobody claims room here. */
  @Override
  public long tryClaim(int size) {
    return FULL;
  }

  @Override
  public boolean publish(long position) {
    return true;
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public boolean isPublished(long position) {
    return position < journal.durableEnd();
  }

  /**
   * Moves to the record at the position, or past what is missing there.
   *
   * @throws UncheckedIOException if the disk could not be read; it is tried again
   */
  @Override
  public JournalReader get(long position) {
    if (!begun) {
      begun = true;
      freeNow(); // before the first event: so a handler can tell, also after a loss of power
    }
    try {
      given = reader.next();
      if (!given && reader.nextSequence() == position) {
        throw new IOException("record " + position + " is not there");
      }
      lost = given ? reader.missing() : reader.nextSequence() - position;
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException("the journal cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether the entry that was got last is a record, and not only a gap. */
  boolean isGiven() {
    return given;
  }

  /** How many records are missing in front of it. */
  long lost() {
    return lost;
  }

  @Override
  public long next(long position) {
    return reader.nextSequence();
  }

  @Override
  public void free(long position) {
    flushed = position;
    ledger.flushed(position);
    freeIfDue();
  }

  @Override
  public void idle(long position) {
    freeIfDue();
  }

  private void freeIfDue() {
    if (flushed != freed
        && (wanted
            || !(downstream instanceof Resumable)
            || System.nanoTime() - lastFreeNanos >= FREE_EVERY_NANOS)) {
      wanted = false;
      freeNow();
    }
  }

  /** Lets go of everything whose batch has ended; if that is not confirmed, the next time. */
  void freeNow() {
    lastFreeNanos = System.nanoTime();
    try {
      if (downstream instanceof Resumable resumable) {
        resumable.force();
      }
      reader.commit(flushed);
      freed = flushed;
      if (journal.bytesFrom(0) > journal.bytesFrom(freed)) {
        journal.requestUpkeep(); // some segment is done with
      }
    } catch (IOException | RuntimeException e) {
      complaints.repeat(
          name
              + ": what was delivered is not confirmed by its disk, a loss of power may bring it"
              + " again: "
              + e,
          e);
    }
  }

  @Override
  public long claimed() {
    return journal.end();
  }

  @Override
  public long freed() {
    return freed;
  }

  @Override
  public long room() {
    return capacity - reserve - journal.bytesFrom(freed);
  }

  /** Whether there is no room for another batch; asks the worker for some. */
  boolean isFull() {
    if (room() >= 0) {
      return false;
    }
    wanted = true;
    return true;
  }

  /** What is not confirmed is left to the next start. */
  @Override
  public long exhaust() {
    return journal.durableEnd();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
