package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * The first hits of one day in an order. Documents stand in the order of arrival, which is nearly
 * that of time. So segments are walked from the end where the first ones must be, by windows that
 * grow, the segment with the best remaining time first, until what was found is better than all
 * that remains; blocks without anything better are passed over. For one thread.
 */
final class Walk {
  private final DayReader reader;
  private final Bounds bounds;
  private final Weight weight;
  private final Order order;
  private final int limit;
  private long afterTime = Long.MIN_VALUE;
  private long afterSequence = Long.MIN_VALUE;

  /** The best so far, the worst of them on top. */
  private final PriorityQueue<Hit> hits = new PriorityQueue<>(Collections.reverseOrder());

  Walk(
      DayReader reader,
      Bounds bounds,
      Weight weight,
      Order order,
      @Nullable Mark after,
      int limit) {
    this.reader = reader;
    this.bounds = bounds;
    this.order = order;
    this.limit = limit;
    this.weight = weight;
    if (after != null) {
      after(after);
    }
  }

  private void after(Mark mark) {
    long nanos = reader.day().nanos(mark.timestamp());
    if (nanos >= 0 && nanos < Day.NANOS) {
      afterTime = Hit.sorted(order, nanos);
      afterSequence = Hit.sorted(order, mark.sequence());
    } else if (nanos < 0 == (order == Order.NEWEST_FIRST)) {
      afterTime = Long.MAX_VALUE; // the whole day stands before the mark
    }
  }

  /** In order. */
  List<Hit> hits() throws IOException {
    if (bounds.isEmpty() || afterTime == Long.MAX_VALUE) {
      return List.of();
    }
    PriorityQueue<SegmentWalk> walks = new PriorityQueue<>();
    for (LeafReaderContext context : reader.segments()) {
      SegmentWalk walk = new SegmentWalk(context, this);
      if (walk.remains()) {
        walks.add(walk);
      }
    }
    for (SegmentWalk best = walks.poll(); best != null; best = walks.poll()) {
      if (cannotBeBetter(best.best())) {
        break;
      }
      best.walk();
      if (best.remains()) {
        walks.add(best);
      }
    }
    List<Hit> sorted = new ArrayList<>(hits);
    Collections.sort(sorted);
    return sorted;
  }

  Weight weight() {
    return weight;
  }

  Order order() {
    return order;
  }

  /** Whether a block may have a hit that is wanted. */
  boolean wants(Segment segment, int block) {
    if (!bounds.touches(segment, block)) {
      return false;
    }
    boolean oldest = order == Order.OLDEST_FIRST;
    long best = oldest ? segment.minTime[block] : -segment.maxTime[block];
    long worst = oldest ? segment.maxTime[block] : -segment.minTime[block];
    return !cannotBeBetter(best) && worst >= afterTime;
  }

  /** Whether a document of that time and sequence is wanted if it matches. */
  boolean wants(long time, long sequence) {
    if (!bounds.contains(time, sequence)) {
      return false;
    }
    long sortedTime = Hit.sorted(order, time);
    long sortedSequence = Hit.sorted(order, sequence);
    if (sortedTime < afterTime || (sortedTime == afterTime && sortedSequence <= afterSequence)) {
      return false;
    }
    return hits.size() < limit || !worst().isBefore(sortedTime, sortedSequence);
  }

  void add(int segment, int document, long time, long sequence) {
    if (hits.size() == limit) {
      hits.poll();
    }
    hits.add(new Hit(segment, document, Hit.sorted(order, time), Hit.sorted(order, sequence)));
  }

  private boolean cannotBeBetter(long sortedTime) {
    return hits.size() == limit && sortedTime > worst().time();
  }

  private Hit worst() {
    return hits.element();
  }
}
