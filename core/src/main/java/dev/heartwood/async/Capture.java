package dev.heartwood.async;

/** What of an event the ring keeps. */
public enum Capture {
  /**
   * Its content: immutable values by reference, everything else rendered on the logging thread. The
   * handler sees the event as it was at the call.
   */
  FREEZE,

  /**
   * The event object itself, which must be safe to read after the call and on another thread: a
   * {@code LogRecord}, or another framework's event that was prepared for that.
   */
  BY_REFERENCE
}
