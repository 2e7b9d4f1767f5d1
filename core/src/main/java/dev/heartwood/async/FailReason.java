package dev.heartwood.async;

/** Why an accepted event was not delivered. */
public enum FailReason {
  /** The event threw while it was copied into the ring. */
  CAPTURE,

  /** The handler threw, or its flush did. */
  HANDLER,

  /** The handler was still busy with it, or had not reached it, when the time to close was over. */
  ABANDONED
}
