package dev.heartwood.ring;

/** Keeps the fields of a subclass off the cache lines of whatever lies before it in memory. */
abstract class Padding {
  private long p0, p1, p2, p3, p4, p5, p6, p7;
}
