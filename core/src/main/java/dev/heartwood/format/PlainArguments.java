package dev.heartwood.format;

import dev.heartwood.LogEvent;

/** An event that keeps numbers as such, so that printing them needs no object. */
public interface NumberArguments extends LogEvent {
  /**
   * Prints one of the {@link #arguments()} if it is kept as a number.
   *
   * @return false if it is not, and nothing was printed
   */
  boolean appendNumber(int index, Utf8Buffer out);
}
