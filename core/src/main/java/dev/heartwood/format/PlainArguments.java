package dev.heartwood.format;

import dev.heartwood.LogEvent;

/** An event that keeps numbers and short texts as such, so that printing them needs no object. */
public interface PlainArguments extends LogEvent {
  /**
   * Prints one of the {@link #arguments()} if it is kept as a number, or as a text in which no
   * format has anything to escape: printable ASCII without quotation marks and backslashes.
   *
   * @return false if it is not, and nothing was printed
   */
  boolean appendPlain(int index, Utf8Buffer out);
}
