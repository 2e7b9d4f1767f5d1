package dev.heartwood.format;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link PatternEncoder} prints; for most uses a pattern and an {@link Escape} are enough.
 *
 * @param pattern in Logback's pattern language; must not be empty
 * @param escape what becomes of control characters in logged data; default {@link Escape#CONTROL}
 * @param zone of dates whose word names none; default the system's
 * @param locale of dates whose word names none; default the system's
 * @param contextName what {@code %contextName} prints; default "default"
 * @param properties where {@code %property} looks first, before the system properties; default
 *     empty
 * @param startTime what {@code %relative} counts from; default when this class was loaded
 * @param lineEnd what {@code %n} prints and what ends the lines of a stack trace; default the
 *     system's
 * @param patternAsHeader whether a fresh destination starts with a line that shows the pattern;
 *     default false
 */
public record PatternConfig(
    String pattern,
    Escape escape,
    ZoneId zone,
    Locale locale,
    String contextName,
    Function<String, @Nullable String> properties,
    Instant startTime,
    String lineEnd,
    boolean patternAsHeader) {
  private static final Instant LOADED = Instant.now();

  public PatternConfig {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("pattern must not be empty");
    }
    Objects.requireNonNull(escape, "escape");
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(locale, "locale");
    Objects.requireNonNull(contextName, "contextName");
    Objects.requireNonNull(properties, "properties");
    Objects.requireNonNull(startTime, "startTime");
    Objects.requireNonNull(lineEnd, "lineEnd");
  }

  /** The pattern with every other option at its default. */
  public static PatternConfig of(String pattern) {
    return new PatternConfig(
        pattern,
        Escape.CONTROL,
        ZoneId.systemDefault(),
        Locale.getDefault(),
        "default",
        key -> null,
        LOADED,
        System.lineSeparator(),
        false);
  }

  public PatternConfig withEscape(Escape escape) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }

  public PatternConfig withZone(ZoneId zone) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }

  public PatternConfig withLocale(Locale locale) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }

  public PatternConfig withContextName(String contextName) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }

  public PatternConfig withProperties(Function<String, @Nullable String> properties) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }

  public PatternConfig withStartTime(Instant startTime) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }

  public PatternConfig withLineEnd(String lineEnd) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }

  public PatternConfig withPatternAsHeader(boolean patternAsHeader) {
    return new PatternConfig(
        pattern,
        escape,
        zone,
        locale,
        contextName,
        properties,
        startTime,
        lineEnd,
        patternAsHeader);
  }
}
