package dev.heartwood.ring;

import java.util.concurrent.locks.LockSupport;

/** How one worker waits between two looks into its empty ring; used by that worker only. */
@FunctionalInterface
interface Idling {
  /**
   * Waits a little, or not at all.
   *
   * @param looks how many looks in a row found the ring empty, from 0
   */
  void idle(Bell bell, int looks);

  static Idling yielding(int spins) {
    return (bell, looks) -> {
      if (looks < spins) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    };
  }

  static Idling sleeping(int spins, long parkNanos) {
    return (bell, looks) -> {
      if (looks < spins / 2) {
        Thread.onSpinWait();
      } else if (looks < spins) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(parkNanos);
      }
    };
  }

  static Idling sleep(long nanos) {
    return (bell, looks) -> bell.sleep(nanos);
  }
}
