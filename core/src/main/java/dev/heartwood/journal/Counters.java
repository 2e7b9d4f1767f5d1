package dev.heartwood.journal;

import java.util.concurrent.atomic.LongAdder;

/** What a journal counts while it is open; any thread adds and reads. */
final class Counters {
  final LongAdder appended = new LongAdder();
  final LongAdder appendedBytes = new LongAdder();
  final LongAdder forces = new LongAdder();
  final LongAdder failedForces = new LongAdder();
  final LongAdder failedWrites = new LongAdder();
  final LongAdder lostToFailedForces = new LongAdder();
  final LongAdder failedUpkeep = new LongAdder();
  final LongAdder retiredByBytes = new LongAdder();
  final LongAdder retiredByAge = new LongAdder();
  final LongAdder retiredConsumed = new LongAdder();
}
