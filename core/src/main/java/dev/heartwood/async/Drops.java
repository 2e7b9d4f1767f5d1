package dev.heartwood.async;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.event.Level;

/**
 * Counts refused events by reason and level; never reset.
 *
 * <pre>
 * field   written by          read by           ordering
 * counts  callers             worker, anybody   adders
 * since   caller, worker (0)  worker            volatile; when the first loss not yet told happened
 * </pre>
 */
final class Drops {
  static final DropReason[] REASONS = DropReason.values();
  static final Level[] LEVELS = Level.values();

  private final LongAdder[] counts = new LongAdder[REASONS.length * LEVELS.length];
  private volatile long since;

  Drops() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void count(DropReason reason, Level level) {
    counts[index(reason, level)].increment();
    if (since == 0) {
      since = System.currentTimeMillis();
    }
  }

  /** Whether there may be losses since {@link #takeSince}. */
  boolean isPending() {
    return since != 0;
  }

  /**
   * When the first loss since the last such call happened, in milliseconds; 0 if there was none.
   */
  long takeSince() {
    long first = since;
    since = 0; // before the counts are read: a loss counted after that sets it again
    return first;
  }

  long get(DropReason reason, Level level) {
    return counts[index(reason, level)].sum();
  }

  long total() {
    long total = 0;
    for (LongAdder count : counts) {
      total += count.sum();
    }
    return total;
  }

  Map<DropReason, Map<Level, Long>> toMap() {
    Map<DropReason, Map<Level, Long>> map = new EnumMap<>(DropReason.class);
    for (DropReason reason : REASONS) {
      for (Level level : LEVELS) {
        long count = get(reason, level);
        if (count > 0) {
          map.computeIfAbsent(reason, r -> new EnumMap<>(Level.class)).put(level, count);
        }
      }
    }
    return map;
  }

  private static int index(DropReason reason, Level level) {
    return reason.ordinal() * LEVELS.length + level.ordinal();
  }
}
