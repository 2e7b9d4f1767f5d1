package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Condition.And;
import dev.heartwood.service.query.Condition.Arrived;
import dev.heartwood.service.query.Condition.During;
import java.util.ArrayList;
import java.util.List;

/**
 * The times and sequences that a condition allows, apart from the rest of it.
 *
 * @param fromTime nanoseconds of the day, with it
 * @param untilTime without it
 */
record Bounds(
    long fromTime, long untilTime, long fromSequence, long untilSequence, Condition rest) {

  static Bounds of(Condition condition, Day day) {
    List<Condition> rest = new ArrayList<>();
    Bounds all = new Bounds(0, Day.NANOS, 0, Long.MAX_VALUE, Condition.EVERYTHING);
    Bounds bounds = all.and(condition, day, rest);
    return new Bounds(
        bounds.fromTime,
        bounds.untilTime,
        bounds.fromSequence,
        bounds.untilSequence,
        Condition.and(rest));
  }

  private Bounds and(Condition condition, Day day, List<Condition> others) {
    if (condition instanceof During during) {
      return new Bounds(
          during.from() == null ? fromTime : Math.max(fromTime, day.nanos(during.from())),
          during.until() == null ? untilTime : Math.min(untilTime, day.nanos(during.until())),
          fromSequence,
          untilSequence,
          rest);
    } else if (condition instanceof Arrived arrived) {
      return new Bounds(
          fromTime,
          untilTime,
          Math.max(fromSequence, arrived.from()),
          Math.min(untilSequence, arrived.until()),
          rest);
    } else if (condition instanceof And and) {
      Bounds bounds = this;
      for (Condition part : and.parts()) {
        bounds = bounds.and(part, day, others);
      }
      return bounds;
    }
    others.add(condition);
    return this;
  }

  boolean isEmpty() {
    return fromTime >= untilTime || fromSequence >= untilSequence;
  }

  boolean contains(long time, long sequence) {
    return time >= fromTime
        && time < untilTime
        && sequence >= fromSequence
        && sequence < untilSequence;
  }

  /** Whether a block may have something within. */
  boolean touches(Segment segment, int block) {
    return segment.maxTime[block] >= fromTime
        && segment.minTime[block] < untilTime
        && segment.maxSequence[block] >= fromSequence
        && segment.minSequence[block] < untilSequence;
  }

  /** Whether all of a block is within. */
  boolean covers(Segment segment, int block) {
    return segment.minTime[block] >= fromTime
        && segment.maxTime[block] < untilTime
        && segment.minSequence[block] >= fromSequence
        && segment.maxSequence[block] < untilSequence;
  }

  /** Whether all of a segment is within. */
  boolean cover(Segment segment) {
    for (int block = 0; block < segment.blocks(); block++) {
      if (!covers(segment, block)) {
        return false;
      }
    }
    return true;
  }
}
