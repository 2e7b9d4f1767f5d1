package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map from keys to cells that no caller waits for: sets of eight places, a key looks only
 * in its own set. A full set gives up the cell that {@link Cell#standing} ranks lowest, or none.
 *
 * <p>Two threads that replace cells for the same key at the same moment may both succeed; the cell
 * in the later place is then found by nobody and goes in its time. Nothing held back gets lost by
 * that: the sweep sees every place.
 *
 * <pre>
 * field       written by                      read by    ordering
 * places      callers                         callers    compare and set
 * retired     who replaced the cell           callers    volatile; a caller that counts into the cell
 *                                                        looks afterwards and moves its count if set
 * </pre>
 */
final class KeyTable<C extends KeyTable.Cell> {
  private static final int WAYS = 8;
  static final int MAX_KEYS = 1 << 20;

  private final AtomicReferenceArray<@Nullable C> places;
  private final int setMask;
  private final CellFactory<C> factory;
  private final Cell overflow = new Cell("", 0, "");

  KeyTable(int maxKeys, CellFactory<C> factory) {
    int sets = Integer.highestOneBit(Math.max(1, (maxKeys + WAYS - 1) / WAYS) * 2 - 1);
    this.places = new AtomicReferenceArray<>(sets * WAYS);
    this.setMask = sets - 1;
    this.factory = factory;
  }

  /** The number of places: {@code maxKeys} rounded up to eight times a power of two. */
  int capacity() {
    return places.length();
  }

  /**
   * The cell of a key, made if there is none.
   *
   * @return null if every place of its set holds a cell that may not be replaced
   */
  @Nullable C find(Object key, LogEvent event, long nowNanos) {
    int hash = spread(key.hashCode());
    int base = (hash & setMask) * WAYS;
    @Nullable C created = null;
    int lowest = -1;
    long lowestStanding = Long.MAX_VALUE;
    for (int i = base; i < base + WAYS; i++) {
      C cell = places.get(i);
      if (cell == null) {
        created = created == null ? factory.create(key, hash, event, nowNanos) : created;
        if (places.compareAndSet(i, null, created)) {
          return created;
        }
        cell = places.get(i);
      }
      if (cell == null) {
        continue;
      }
      if (cell.hash == hash && cell.key.equals(key)) {
        return cell;
      }
      long standing = cell.standing(nowNanos);
      if (standing < lowestStanding) {
        lowestStanding = standing;
        lowest = i;
      }
    }
    return lowest < 0 ? null : replace(lowest, key, hash, event, nowNanos);
  }

  /** Counts an event as held back in a cell, or for the keys without one. */
  void holdBack(@Nullable Cell cell, LogEvent event, long nowNanos) {
    if (cell == null) {
      overflow.held.add(event, nowNanos);
      return;
    }
    cell.held.add(event, nowNanos);
    if (cell.retired) {
      overflow.held.addAll(cell.held, nowNanos);
    }
  }

  /** Shows every cell, and the one that stands for the keys without one. */
  void forEach(Consumer<Cell> visitor) {
    for (int i = 0; i < places.length(); i++) {
      C cell = places.get(i);
      if (cell != null) {
        visitor.accept(cell);
      }
    }
    visitor.accept(overflow);
  }

  boolean isOverflow(Cell cell) {
    return cell == overflow;
  }

  private @Nullable C replace(int place, Object key, int hash, LogEvent event, long nowNanos) {
    C old = places.get(place);
    C fresh = factory.create(key, hash, event, nowNanos);
    if (old == null || !places.compareAndSet(place, old, fresh)) {
      C winner = places.get(place);
      return winner != null && winner.key.equals(key) ? winner : null;
    }
    Cell replaced = old;
    replaced.retired = true;
    overflow.held.addAll(replaced.held, nowNanos);
    return fresh;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ mixed >>> 16;
  }

  interface CellFactory<C> {
    C create(Object key, int hash, LogEvent first, long nowNanos);
  }

  /** What is known of one key. */
  static class Cell {
    final Object key;
    final int hash;
    final String loggerName;
    final HeldBack held = new HeldBack();
    private volatile boolean retired;

    Cell(Object key, int hash, String loggerName) {
      this.key = key;
      this.hash = hash;
      this.loggerName = loggerName;
    }

    /** The lowest goes first when place is needed; {@code Long.MAX_VALUE} must stay. */
    long standing(long nowNanos) {
      return 0;
    }
  }
}
