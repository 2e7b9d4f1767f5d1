package dev.heartwood;

import java.util.Locale;
import org.slf4j.event.Level;

/** The least level that a logger lets through; SLF4J's levels with both ends added. */
public enum Threshold {
  ALL(Integer.MIN_VALUE),
  TRACE(Level.TRACE.toInt()),
  DEBUG(Level.DEBUG.toInt()),
  INFO(Level.INFO.toInt()),
  WARN(Level.WARN.toInt()),
  ERROR(Level.ERROR.toInt()),
  OFF(Integer.MAX_VALUE);

  private final int least;

  Threshold(int least) {
    this.least = least;
  }

  public static Threshold of(Level level) {
    return valueOf(level.name());
  }

  /**
   * Reads a level's name, in any case.
   *
   * @throws IllegalArgumentException naming the value and the names allowed
   */
  public static Threshold parse(String name) {
    try {
      return valueOf(name.trim().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "level must be one of ALL, TRACE, DEBUG, INFO, WARN, ERROR, OFF, was " + name, e);
    }
  }

  public boolean passes(Level level) {
    return level.toInt() >= least;
  }

  /** The least number, on SLF4J's scale, that passes. */
  int least() {
    return least;
  }
}
