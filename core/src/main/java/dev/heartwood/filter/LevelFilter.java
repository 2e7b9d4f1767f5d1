package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.Objects;
import org.slf4j.event.Level;

/**
 * Passes events whose level lies between two, both included; TRACE is the lowest, ERROR the
 * highest.
 */
public record LevelFilter(Level lowest, Level highest) implements LogFilter {
  public LevelFilter {
    Objects.requireNonNull(lowest, "lowest");
    Objects.requireNonNull(highest, "highest");
    if (lowest.toInt() > highest.toInt()) {
      throw new IllegalArgumentException(
          "lowest must not be above highest, was " + lowest + " and " + highest);
    }
  }

  public static LevelFilter atLeast(Level lowest) {
    return new LevelFilter(lowest, Level.ERROR);
  }

  public static LevelFilter exactly(Level level) {
    return new LevelFilter(level, level);
  }

  public static LevelFilter between(Level lowest, Level highest) {
    return new LevelFilter(lowest, highest);
  }

  @Override
  public boolean accepts(LogEvent event) {
    int level = event.level().toInt();
    return level >= lowest.toInt() && level <= highest.toInt();
  }
}
