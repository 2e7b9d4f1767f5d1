package dev.heartwood.testing;

import dev.heartwood.LogRecord;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Tells apart an event that came by a second way from one that was logged twice. Two ways carry
 * equal records of one event; of n equal events each way carries n.
 *
 * <p><b>Threads:</b> any; guarded by itself.
 */
final class OncePerEvent {
  private final Map<Object, Map<LogRecord, Integer>> byWay = new IdentityHashMap<>();
  private final Map<LogRecord, Integer> kept = new HashMap<>();

  /** Adds what is more than came by any other way so far; in one step, which keeps the order. */
  synchronized void addNew(Object way, LogRecord record, CaptureBuffer to) {
    int here = byWay.computeIfAbsent(way, w -> new HashMap<>()).merge(record, 1, Integer::sum);
    if (here > kept.getOrDefault(record, 0)) {
      kept.put(record, here);
      to.add(record);
    }
  }
}
