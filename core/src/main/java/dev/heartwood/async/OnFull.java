package dev.heartwood.async;

/** What becomes of an event that finds its ring full. None of them runs the sink on the caller. */
public enum OnFull {
  /** The caller waits for room, at most the append timeout; then the event is counted as lost. */
  BLOCK,

  /** The event is counted as lost at once. */
  DROP_NEWEST,

  /** As {@link #DROP_NEWEST} below a level, as {@link #BLOCK} at and above it. */
  DROP_BELOW
}
