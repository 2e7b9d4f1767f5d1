package dev.heartwood;

import java.io.IOException;

/**
 * A handler that, after its process was killed, can tell which of its last events are in its file.
 * Behind a ring in a file every event so gets there exactly once.
 */
public interface Resumable extends LogHandler {
  /**
   * Finds out what became of what was noted last, completes it or takes it back, and uses the
   * ledger from now on. Called once, before the first event.
   *
   * @return {@link Outcome#UNKNOWN} also if it is not able to tell at all
   * @throws IOException if the file could not be looked at; the events are then delivered again
   */
  Outcome resume(WriteLedger ledger) throws IOException;

  /**
   * Makes everything that was written so far survive a loss of power. Behind a ring on a disk this
   * is asked for now and then, and only then does the ring forget.
   *
   * @throws IOException if the disk did not confirm it
   */
  default void force() throws IOException {}

  /** Asks any handler: of one that is not resumable it is noted that nobody can tell. */
  static Outcome resume(LogHandler handler, WriteLedger ledger) throws IOException {
    if (handler instanceof Resumable resumable) {
      return resumable.resume(ledger);
    }
    ledger.unsure();
    return Outcome.UNKNOWN;
  }

  /** What became of the write that was noted last. */
  enum Outcome {
    /** It is in the file. */
    WRITTEN,

    /** Nothing of it is in the file, or no longer. */
    NOT_WRITTEN,

    /** It may be: events are delivered again. */
    UNKNOWN
  }
}
