package dev.heartwood.testing;

/** Where on its way an event is captured. */
public enum CapturePoint {
  /** On the logging thread: a record is there when the logging call returns. */
  BEFORE_RING,

  /**
   * On the worker, behind every Heartwood {@code AsyncAppender} of the context: what its views are
   * given. Every read first waits until the rings have delivered what was logged so far. An event
   * is attributed by its MDC alone, since no thread of the test is there any more; an event that
   * passes several such appenders is there once. A granted level travels all the way, so the other
   * appenders print it, too.
   */
  AFTER_RING
}
