package dev.heartwood.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each epoch of a journal began: a record lost in one may have left its sequence to another
 * in the next [1].
 *
 * <p>[1] Kafka KIP-101, Alter Replication Protocol to use Leader Epoch rather than High Watermark
 * for Truncation.
 *
 * @param starts the first position of each epoch, oldest first; at least one
 */
record Epochs(List<Position> starts) {
  Epochs {
    starts = List.copyOf(starts);
  }

  static Epochs first() {
    return new Epochs(List.of(new Position(1, 0)));
  }

  /** The next epoch begins; the oldest are forgotten. */
  Epochs then(long sequence) {
    List<Position> next = new ArrayList<>(starts);
    next.add(new Position(current() + 1, sequence));
    int from = Math.max(0, next.size() - SegmentHeader.MAX_EPOCH_STARTS);
    return new Epochs(next.subList(from, next.size()));
  }

  long current() {
    return starts.get(starts.size() - 1).epoch();
  }

  /** The position of a record, by the epoch that wrote it. */
  Position position(long sequence) {
    for (int i = starts.size() - 1; i >= 0; i--) {
      if (starts.get(i).sequence() <= sequence) {
        return new Position(starts.get(i).epoch(), sequence);
      }
    }
    return new Position(starts.get(0).epoch(), sequence);
  }

  /**
   * Up to where a view that has come to a position and this journal hold the same records.
   *
   * @param end of the journal
   */
  long agreedEnd(Position position, long end) {
    long agreed = Math.min(position.sequence(), end);
    if (position.epoch() < starts.get(0).epoch()) { // forgotten: anything may have happened since
      return Math.min(agreed, starts.get(0).sequence());
    }
    for (Position start : starts) {
      if (start.epoch() > position.epoch()) {
        return Math.min(agreed, start.sequence());
      }
    }
    return agreed;
  }
}
