package dev.heartwood.async;

import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import dev.heartwood.ring.Checkpoint;
import dev.heartwood.ring.WorkerThread;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ties what a handler writes to its file to what it took out of the ring.
 *
 * <pre>
 * field                  written by                     read by  ordering
 * handing, worker        worker                         worker   plain
 * taken, from, sequence  whoever holds the handler's    same     under the handler's lock
 *                        lock; the worker as a rule
 * </pre>
 */
final class RingLedger implements WriteLedger {
  private static final Kind[] KINDS = Kind.values();

  private final Consumer<Checkpoint> notes;
  private final boolean onDisk;
  private @Nullable Checkpoint last;
  private @Nullable Thread worker;
  private long handing;
  private long taken;
  private long from;
  private long sequence;
  private boolean unsure;
  private Note note = new Note(Kind.WRITTEN, 0, 0, 0, 0);

  /**
   * @param last what an earlier process noted last
   * @param notes keeps one where the next process finds it
   * @param onDisk whether the ring lies on a disk: what is taken out of it survives a loss of power
   *     before it is forgotten, and it is noted here what a handler is given that cannot tell
   */
  RingLedger(@Nullable Checkpoint last, Consumer<Checkpoint> notes, boolean onDisk) {
    this.last = last;
    this.notes = notes;
    this.onDisk = onDisk;
    if (last != null) {
      sequence = last.sequence();
      from = last.from();
      taken = last.to();
    }
  }

  @Override
  public @Nullable Note last() {
    if (last == null || last.state() < 0 || last.state() >= KINDS.length) {
      return null;
    }
    return new Note(KINDS[last.state()], last.fileKey(), last.start(), last.end(), last.crc());
  }

  /** The position of the ring before which everything is delivered; 0 if nobody can tell. */
  long settled(Resumable.Outcome outcome) {
    if (last == null) {
      return 0;
    }
    return outcome == Resumable.Outcome.WRITTEN ? last.to() : last.from();
  }

  /** Whether an earlier process has left a note. Before {@link #begin}. */
  boolean knows() {
    return last != null;
  }

  /** Up to where an earlier process may have handed events over; 0 if nobody can tell. */
  long handed() {
    return last == null ? 0 : last.to();
  }

  /**
   * The worker is going to begin at the position. Unless the handler has said that it is unsure,
   * nothing is written from now on that is not noted.
   */
  void begin(long position, Resumable.Outcome outcome) {
    unsure |= last != null && outcome == Resumable.Outcome.UNKNOWN;
    last = null;
    handing = position;
    taken = position;
    from = position;
    note(new Note(unsure ? Kind.UNSURE : Kind.WRITTEN, 0, 0, 0, 0));
  }

  /** For the worker: the next event to be taken ends at the position. */
  void handing(long end) {
    handing = end;
    if (worker == null) {
      worker = Thread.currentThread();
    }
    if (onDisk && unsure) {
      taken = end;
      note(new Note(Kind.UNSURE, note.fileKey(), note.start(), note.end(), note.crc32c()));
    }
  }

  /** For the worker: the batch that ends at the position is flushed. */
  void flushed(long end) {
    if (onDisk && unsure) {
      from = end;
      taken = end;
      note(new Note(Kind.UNSURE, note.fileKey(), note.start(), note.end(), note.crc32c()));
    }
  }

  @Override
  public boolean forces() {
    return onDisk;
  }

  /** What other threads hand to the same handler is not out of this ring. */
  @Override
  public void taken() {
    if (Thread.currentThread() instanceof WorkerThread current && current == worker) {
      taken = handing;
    }
  }

  @Override
  public void writing(long fileKey, long start, long end, int crc32c) {
    note(new Note(unsure ? Kind.UNSURE : Kind.WRITING, fileKey, start, end, crc32c));
  }

  @Override
  public void written() {
    unsure = false;
    from = taken;
    note(new Note(Kind.WRITTEN, note.fileKey(), note.start(), note.end(), note.crc32c()));
  }

  @Override
  public void unsure() {
    unsure = true;
    note(new Note(Kind.UNSURE, note.fileKey(), note.start(), note.end(), note.crc32c()));
  }

  @Override
  public void rolling(long fileKey, long start) {
    note(new Note(Kind.ROLLING, fileKey, start, start, 0));
  }

  private void note(Note next) {
    note = next;
    notes.accept(
        new Checkpoint(
            ++sequence,
            next.kind().ordinal(),
            next.crc32c(),
            from,
            taken,
            next.fileKey(),
            next.start(),
            next.end()));
  }
}
