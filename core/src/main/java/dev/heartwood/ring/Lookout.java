package dev.heartwood.ring;

import dev.heartwood.Padding;

/**
 * What the worker of a {@link MappedRing} knows of the ring's end, and how long it stands before a
 * frame that is not published. On cache lines of its own, as {@link WorkerState}.
 */
final class Lookout extends Padding {
  /** Where the tail was when it was last looked at. */
  long tail;

  /** The position after the last frame that was taken. */
  long next;

  /** Whether something was found that is no frame. */
  boolean broken;

  /** The position of that frame; -1 if the worker does not stand. */
  long stalledAt = -1;

  /** Where claims were when the worker last had nothing to do. */
  long tailWhenIdle;

  long stalledNanos;
  long lastLookNanos;
  long nextSpareNanos;
  private long p0, p1, p2, p3, p4, p5, p6, p7;
}
