package dev.heartwood.store;

import dev.heartwood.LogRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A key and its winners, newest first.
 *
 * <pre>
 * field               written by  read by  ordering
 * key                 -           anyone   final
 * head                writer      anyone   release / acquire, before the log's end shows its record
 * older, newer,
 * awaitsTrim          writer      writer   plain
 * </pre>
 */
final class KeyEntry {
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(KeyEntry.class, "head", Winner.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final String key;
  private @Nullable Winner head;

  /** Neighbours in the order in which keys last won; null while the key is taken out. */
  @Nullable KeyEntry older;

  @Nullable KeyEntry newer;

  boolean awaitsTrim;

  KeyEntry(String key) {
    this.key = key;
  }

  /** The newest winner; null only before the first one. */
  @Nullable Winner head() {
    return (Winner) HEAD.getAcquire(this);
  }

  void lead(Winner winner) {
    HEAD.setRelease(this, winner);
  }

  /** The newest winner below a sequence that is pinned. */
  @Nullable Winner winnerBelow(long end) {
    Winner winner = head();
    while (winner != null && winner.sequence >= end) {
      winner = winner.previous();
    }
    return winner;
  }

  /** What readers see of a winner of this key; null for none. */
  @Nullable StoredRecord stored(@Nullable Winner winner) {
    LogRecord record = winner == null ? null : winner.visible();
    return winner == null || record == null ? null : new StoredRecord(winner.sequence, key, record);
  }

  /** Cuts the winners that no open snapshot can ask for; true if some must stay. */
  boolean trim(SnapshotPins pins) {
    Winner kept = head();
    if (kept == null) {
      return false;
    }
    for (Winner older = kept.previous(); older != null; older = kept.previous()) {
      if (pins.need(older.sequence, kept.sequence)) {
        kept = older;
      } else {
        kept.link(older.previous());
      }
    }
    return kept != head();
  }
}
