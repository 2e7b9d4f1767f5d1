package dev.heartwood.service;

import java.io.IOException;

/** Something that follows the journal, at its own pace. Called by one thread. */
interface View {
  String name();

  /**
   * Goes to what it has for sure, and reads on from there: before the start, and after a failure.
   */
  void rewind() throws IOException;

  /** Takes some of what there is; waits up to a second if there is nothing. */
  void step() throws IOException, InterruptedException;

  /** Ends a wait in its step, from another thread; it is stopped then. */
  void wake() throws IOException;

  /** Entries that it has not taken. */
  long behind();

  /** Makes what it has last, and ends. */
  void close() throws IOException;
}
