package dev.heartwood.ring;

import dev.heartwood.Padding;

/**
 * How far the worker of a {@link HandOff} is. It alone reads and writes these numbers, every few
 * entries; they have cache lines of their own, since a line that callers read as well would travel
 * between the processors each time. All are longs, which the JVM lays out as declared.
 */
final class WorkerState extends Padding {
  long next;
  long freed;
  long served;
  long batched;
  long lastFreeNanos;
  long lastBatchNanos;
  long lastTickNanos;
  long tickEvery = 1;
  long untilTick = 1;
  private long p0, p1, p2, p3, p4, p5, p6, p7;
}
