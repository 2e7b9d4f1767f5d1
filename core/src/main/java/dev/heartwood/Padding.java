package dev.heartwood;

/**
 * Keeps the fields of a subclass off the cache lines of whatever lies before it in memory: what one
 * thread writes for each event would otherwise take a line away from another thread, which reads or
 * writes something else in it. Where objects lie is the collector's choice.
 */
public abstract class Padding {
  private long p0, p1, p2, p3, p4, p5, p6, p7;
}
