package dev.heartwood.ring;

/**
 * What the worker of a {@link HandOff} does with what it takes out of the ring.
 *
 * <p><b>Threads:</b> all methods are called by the one worker. A method that throws does not end
 * the worker: the entry in hand counts as taken, {@link #failed} is told, and the next one follows.
 */
public interface Drain<S> {
  /** Some entries are going to be taken, without a pause: a few microseconds' worth as a rule. */
  default void startRun() {}

  /** Follows {@link #startRun}, also if something has thrown in between. */
  default void endRun() {}

  /** Takes one entry, in the order of positions; clears what it refers to. */
  void take(S entry);

  /**
   * Everything taken so far is to reach its destination: at the end of a batch, at least every few
   * milliseconds under load, and when somebody waits for it.
   *
   * @param taken the position after the last entry taken
   */
  void endOfBatch(long taken);

  /** The ring is empty, or some milliseconds have passed; must not take long. */
  void tick();

  /** The hand-off was closed and everything was taken; called once, last. */
  void end();

  /** One of the other methods threw; an entry in hand counts as taken all the same. */
  void failed(Throwable cause);
}
