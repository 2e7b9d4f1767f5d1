package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * Passes events of one logger and of those below it, by Logback's hierarchy of names: {@code a.b}
 * passes {@code a.b}, {@code a.b.c} and the nested class {@code a.b$C}, not {@code a.bc}. The empty
 * name and {@code ROOT} pass all.
 */
public record LoggerNameFilter(String name) implements LogFilter {
  public LoggerNameFilter {
    Objects.requireNonNull(name, "name");
    name = name.equalsIgnoreCase(Logger.ROOT_LOGGER_NAME) ? "" : name;
  }

  @Override
  public boolean accepts(LogEvent event) {
    String logger = event.loggerName();
    return logger.startsWith(name)
        && (name.isEmpty()
            || logger.length() == name.length()
            || isSeparator(logger.charAt(name.length())));
  }

  private static boolean isSeparator(char c) {
    return c == '.' || c == '$';
  }
}
