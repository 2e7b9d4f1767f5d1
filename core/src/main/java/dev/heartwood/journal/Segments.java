package dev.heartwood.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a journal, oldest first; each begins behind the one before it.
 *
 * <p><b>Threads:</b> changes under its monitor, each by a new list; any thread reads the latest.
 */
final class Segments {
  private volatile List<Segment> list;

  Segments(List<Segment> segments) {
    list = List.copyOf(segments);
  }

  List<Segment> all() {
    return list;
  }

  Segment oldest() {
    return list.get(0);
  }

  synchronized void remove(Segment segment) {
    List<Segment> next = new ArrayList<>(list);
    next.remove(segment);
    list = List.copyOf(next);
  }

  /**
   * Adds a segment that begins before the end of others.
   *
   * @return those that are void altogether, and no longer in the list
   */
  synchronized List<Segment> supersede(Segment by) {
    List<Segment> kept = new ArrayList<>();
    List<Segment> superseded = new ArrayList<>();
    for (Segment each : list) {
      (each.first() < by.first() ? kept : superseded).add(each);
    }
    kept.add(by);
    list = List.copyOf(kept);
    return superseded;
  }

  /** The segment where a sequence stands or would stand; the oldest one if it is gone. */
  Segment holding(long sequence) {
    List<Segment> now = list;
    int low = 1;
    int high = now.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (now.get(middle).first() <= sequence) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return now.get(high < 0 ? 0 : high);
  }

  /** The segment behind one that was in the list. */
  @Nullable Segment after(Segment segment) {
    for (Segment each : list) {
      if (each.number() > segment.number()) {
        return each;
      }
    }
    return null;
  }

  /** The newest segment whose predecessors hold nothing from that time on. */
  Segment from(long timestamp) {
    List<Segment> now = list;
    int found = 0;
    for (int i = 1; i < now.size() && now.get(i).header().newestBefore() < timestamp; i++) {
      found = i;
    }
    return now.get(found);
  }

  long bytes() {
    long bytes = 0;
    for (Segment each : list) {
      bytes += each.bytes();
    }
    return bytes;
  }
}
