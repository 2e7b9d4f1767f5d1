package dev.heartwood.async;

import dev.heartwood.Padding;
import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import dev.heartwood.ring.Checkpoint;
import dev.heartwood.ring.WorkerThread;
import java.io.IOException;
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
final class RingLedger extends Padding implements WriteLedger {
  private static final Kind[] KINDS = Kind.values();

  private final Notes notes;
  private final boolean onDisk;

  /** Keeps notes where the next process finds them. */
  @FunctionalInterface
  interface Notes {
    void note(Checkpoint newest);

    /** It survives a loss of power when this returns. */
    default void force(Checkpoint newest) throws IOException {
      note(newest);
    }
  }

  private @Nullable Checkpoint last;
  private @Nullable Thread worker;
  private long handing;
  private long taken;
  private long from;
  private long sequence;
  private long repeatEnd;
  private boolean unsure;
  private Note note = new Note(Kind.WRITTEN, 0, 0, 0, 0);

  /**
   * @param last what an earlier process noted last
   * @param onDisk whether the ring lies on a disk: what is taken out of it survives a loss of power
   *     before it is forgotten, and it is noted here what a handler is given that cannot tell
   */
  RingLedger(@Nullable Checkpoint last, Notes notes, boolean onDisk) {
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

  /**
   * Up to where an earlier process may have handed events over; {@link Long#MAX_VALUE} if nobody
   * can tell. Before {@link #begin}.
   */
  long handed() {
    return last == null || last.state() == Kind.FORCED.ordinal() ? Long.MAX_VALUE : last.to();
  }

  /**
   * The worker is going to begin at the position. Unless the handler has said that it is unsure,
   * nothing is written from now on that is not noted.
   *
   * @param end of what an earlier process has left
   */
  void begin(long position, long end, Resumable.Outcome outcome) {
    unsure |= last != null && outcome == Resumable.Outcome.UNKNOWN;
    Note known = last();
    last = null;
    repeatEnd = end;
    handing = position;
    taken = position;
    from = position;
    if (!unsure && known != null && known.kind() == Kind.FORCED) {
      note(known); // it is still to be found out what the file has beyond that
    } else {
      note(new Note(unsure ? Kind.UNSURE : Kind.WRITTEN, 0, 0, 0, 0));
    }
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
    if (isWorker()) {
      taken = handing;
    }
  }

  @Override
  public boolean repeats() {
    return isWorker() && handing <= repeatEnd;
  }

  private boolean isWorker() {
    return Thread.currentThread() instanceof WorkerThread current && current == worker;
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
  public void rolling(long fileKey, long start) throws IOException {
    Note rolling = new Note(Kind.ROLLING, fileKey, start, start, 0);
    if (onDisk) {
      notes.force(checkpoint(rolling));
    } else {
      note(rolling);
    }
  }

  @Override
  public void forced(long fileKey, long length) throws IOException {
    from = taken;
    notes.force(checkpoint(new Note(Kind.FORCED, fileKey, length, length, 0)));
  }

  private void note(Note next) {
    try {
      notes.note(checkpoint(next));
    } catch (InternalError e) {
      // The ring's file was cut. It must not end a write in the middle; the guard will see it.
    }
  }

  private Checkpoint checkpoint(Note next) {
    note = next;
    return new Checkpoint(
        ++sequence,
        next.kind().ordinal(),
        next.crc32c(),
        from,
        taken,
        next.fileKey(),
        next.start(),
        next.end());
  }
}
