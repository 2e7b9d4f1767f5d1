package dev.heartwood.filter;

import dev.heartwood.LogEvent;

/**
 * Masks what must not be written.
 *
 * <p><b>Threads:</b> any thread may ask; it must not block, must not log, and should not throw: an
 * event whose redaction failed is replaced by a note, see {@link RedactingHandler}.
 */
@FunctionalInterface
public interface Redactor {
  /**
   * The event with every secret masked, in each of its parts.
   *
   * @return the same object if nothing had to be masked, else a record that may be kept
   */
  LogEvent redact(LogEvent event);
}
