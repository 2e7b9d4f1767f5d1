package dev.heartwood.store;

import dev.heartwood.LogRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A record that was the newest of its key when it came, linked to the one before it while an open
 * snapshot may ask for that. Sequences fall along the links.
 *
 * <pre>
 * field     written by  read by  ordering
 * previous  writer      anyone   plain before the winner is shown, then release / acquire
 * others    -           anyone   final
 * </pre>
 */
class Winner {
  private static final VarHandle PREVIOUS;

  static {
    try {
      PREVIOUS = MethodHandles.lookup().findVarHandle(Winner.class, "previous", Winner.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final long sequence;

  /** The timestamp that counts for order: clamped if it was too far ahead. */
  final long orderNanos;

  /** Null where the key was taken out of the store. */
  private final @Nullable LogRecord record;

  private @Nullable Winner previous;

  private Winner(
      long sequence, long orderNanos, @Nullable LogRecord record, @Nullable Winner previous) {
    this.sequence = sequence;
    this.orderNanos = orderNanos;
    this.record = record;
    this.previous = previous;
  }

  static Winner of(long sequence, long orderNanos, LogRecord record, @Nullable Winner previous) {
    return new Winner(sequence, orderNanos, record, previous);
  }

  /** From this sequence on the key is unknown; any record wins over that. */
  static Winner removal(long sequence, Winner previous) {
    return new Winner(sequence, Long.MIN_VALUE, null, previous);
  }

  boolean isRemoval() {
    return record == null;
  }

  /** The record as readers see it; null for a tombstone and where the key was taken out. */
  @Nullable LogRecord visible() {
    return record;
  }

  /** The record, also of a tombstone; null where the key was taken out. */
  @Nullable LogRecord kept() {
    return record;
  }

  /** When a tombstone was received; of others nobody asks. */
  long receivedMillis() {
    return 0;
  }

  @Nullable Winner previous() {
    return (Winner) PREVIOUS.getAcquire(this);
  }

  void link(@Nullable Winner winner) {
    PREVIOUS.setRelease(this, winner);
  }

  /** A winner that hides its key, and older records of it that come late. */
  static final class Tombstone extends Winner {
    private final long receivedMillis;

    Tombstone(
        long sequence,
        long orderNanos,
        LogRecord record,
        @Nullable Winner previous,
        long receivedMillis) {
      super(sequence, orderNanos, record, previous);
      this.receivedMillis = receivedMillis;
    }

    @Override
    long receivedMillis() {
      return receivedMillis;
    }

    @Override
    @Nullable LogRecord visible() {
      return null;
    }
  }
}
