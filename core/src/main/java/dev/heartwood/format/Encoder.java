package dev.heartwood.format;

import dev.heartwood.LogEvent;

/**
 * Turns events into bytes.
 *
 * <p><b>Threads:</b> used by one thread at a time; the handler that owns it sees to that. An
 * encoder may keep buffers and caches between calls.
 */
public interface Encoder {
  /**
   * Appends one event, its line end included. Never throws for what an event holds: what cannot be
   * printed leaves a note in its place.
   */
  void encode(LogEvent event, Utf8Buffer out);

  /** Appends what a fresh destination starts with; nothing by default. */
  default void encodeHeader(Utf8Buffer out) {}

  /** Appends what a destination ends with when it is closed in order; nothing by default. */
  default void encodeFooter(Utf8Buffer out) {}

  /** Whether this encoder prints where the call was made. */
  default boolean needsCaller() {
    return false;
  }
}
