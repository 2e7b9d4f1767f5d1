package dev.heartwood.async;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * What became of the events that one ring was given; a snapshot. It always holds that {@code
 * accepted = delivered + failed + inFlight}, and every call that returned is in exactly one of
 * accepted, dropped and filtered. The counts are exact whenever no call is in progress.
 *
 * @param accepted went into the ring
 * @param delivered the handler took them and its flush succeeded
 * @param failures accepted but not delivered, by reason
 * @param inFlight accepted and not settled yet
 * @param dropped refused, by reason and level; only what is not zero
 * @param filtered held back by the filter in front of the ring
 * @param notices loss notices that the worker wrote to the handler; in none of the other counts
 * @param redelivered of those accepted, how many an earlier process had left in the ring's file
 * @param possiblyDuplicated of those redelivered, how many the handler may have delivered already
 * @param cut of those accepted, how many were too long for the ring's file and lost something
 * @param unconfirmed of those accepted, how many a disk had not confirmed when their call returned:
 *     it failed to, it took longer than the append timeout, or the caller was not to wait
 */
public record Delivery(
    long accepted,
    long delivered,
    Map<FailReason, Long> failures,
    long inFlight,
    Map<DropReason, Map<Level, Long>> dropped,
    long filtered,
    long notices,
    long redelivered,
    long possiblyDuplicated,
    long cut,
    long unconfirmed) {

  public Delivery {
    failures = Map.copyOf(failures);
    Map<DropReason, Map<Level, Long>> copy = new EnumMap<>(DropReason.class);
    dropped.forEach((reason, levels) -> copy.put(reason, Map.copyOf(levels)));
    dropped = Collections.unmodifiableMap(copy);
  }

  /** Of a ring in memory, which gets nothing from earlier processes. */
  public Delivery(
      long accepted,
      long delivered,
      Map<FailReason, Long> failures,
      long inFlight,
      Map<DropReason, Map<Level, Long>> dropped,
      long filtered,
      long notices) {
    this(accepted, delivered, failures, inFlight, dropped, filtered, notices, 0, 0, 0, 0);
  }

  /** Accepted but not delivered. */
  public long failed() {
    return sum(failures);
  }

  public long failed(FailReason reason) {
    return failures.getOrDefault(reason, 0L);
  }

  public long droppedTotal() {
    long total = 0;
    for (Map<Level, Long> levels : dropped.values()) {
      total += sum(levels);
    }
    return total;
  }

  public long dropped(DropReason reason) {
    return sum(dropped.getOrDefault(reason, Map.of()));
  }

  /** The counts of two rings together. */
  public Delivery plus(Delivery other) {
    Map<FailReason, Long> allFailures = new EnumMap<>(FailReason.class);
    allFailures.putAll(failures);
    other.failures.forEach((reason, count) -> allFailures.merge(reason, count, Long::sum));
    Map<DropReason, Map<Level, Long>> allDropped = new EnumMap<>(DropReason.class);
    for (Delivery one : new Delivery[] {this, other}) {
      one.dropped.forEach(
          (reason, levels) -> {
            Map<Level, Long> merged =
                allDropped.computeIfAbsent(reason, r -> new EnumMap<>(Level.class));
            levels.forEach((level, count) -> merged.merge(level, count, Long::sum));
          });
    }
    return new Delivery(
        accepted + other.accepted,
        delivered + other.delivered,
        allFailures,
        inFlight + other.inFlight,
        allDropped,
        filtered + other.filtered,
        notices + other.notices,
        redelivered + other.redelivered,
        possiblyDuplicated + other.possiblyDuplicated,
        cut + other.cut,
        unconfirmed + other.unconfirmed);
  }

  private static long sum(Map<?, Long> counts) {
    long total = 0;
    for (long count : counts.values()) {
      total += count;
    }
    return total;
  }
}
