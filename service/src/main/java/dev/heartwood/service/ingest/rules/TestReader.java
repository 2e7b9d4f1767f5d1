package dev.heartwood.service.ingest.rules;

import com.google.re2j.Pattern;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Field;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads conditions; several keys in one mapping must all be met. */
final class TestReader {
  private static final int MAX_PROGRAM_SIZE = 10_000;

  private TestReader() {}

  static Test read(Block block) {
    List<Test> parts = new ArrayList<>();
    if (block.has("all")) {
      parts.add(Test.all(all(block, "all")));
    }
    if (block.has("any")) {
      parts.add(Test.any(all(block, "any")));
    }
    if (block.has("not")) {
      Test part = read(block.block("not"));
      parts.add(subject -> !part.test(subject));
    }
    if (block.has("level")) {
      parts.add(level(block));
    }
    if (block.has("service")) {
      parts.add(names(block, "service", subject -> subject.content().service()));
    }
    if (block.has("logger")) {
      parts.add(names(block, "logger", subject -> subject.content().logger()));
    }
    if (block.has("ip")) {
      parts.add(names(block, "ip", Subject::address));
    }
    if (block.has("keyword")) {
      parts.add(keyword(block));
    }
    if (block.has("pattern")) {
      parts.add(pattern(block));
    }
    if (block.has("metadata")) {
      parts.add(metadata(block.block("metadata")));
    }
    if (block.has("time")) {
      parts.add(time(block.block("time")));
    }
    block.done();
    if (parts.isEmpty()) {
      throw block.fault("a condition must have a key, was empty");
    }
    return Test.all(parts);
  }

  private static List<Test> all(Block block, String key) {
    List<Test> parts = new ArrayList<>();
    block.blocks(key).forEach(part -> parts.add(read(part)));
    if (parts.isEmpty()) {
      throw block.fault(key, key + " must have a condition, was an empty list");
    }
    return parts;
  }

  /** One level, a list of them, or a mapping with bounds. */
  private static Test level(Block block) {
    if (!block.isBlock("level")) {
      List<Severity> levels = new ArrayList<>();
      for (String name : block.texts("level")) {
        levels.add(block.checked("level", () -> severity("level", name)));
      }
      return subject -> levels.contains(subject.content().severity());
    }
    Block bounds = block.block("level");
    Severity below = bounds.parsed("below", text -> severity("below", text));
    Severity atLeast = bounds.parsed("atLeast", text -> severity("atLeast", text));
    Severity atMost = bounds.parsed("atMost", text -> severity("atMost", text));
    bounds.done();
    if (below == null && atLeast == null && atMost == null) {
      throw bounds.fault("level must have one of atLeast, atMost, below");
    }
    return subject -> {
      Severity severity = subject.content().severity();
      return (below == null || severity.compareTo(below) < 0)
          && (atLeast == null || severity.compareTo(atLeast) >= 0)
          && (atMost == null || severity.compareTo(atMost) <= 0);
    };
  }

  private static Severity severity(String key, String text) {
    return Severity.named(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key
                        + " must be TRACE, DEBUG, INFO, WARN, WARNING, ERROR, CRITICAL or FATAL,"
                        + " was "
                        + text));
  }

  private static Test names(Block block, String key, Function<Subject, @Nullable String> name) {
    List<Glob> globs = new ArrayList<>();
    for (String text : block.texts(key)) {
      globs.add(block.checked(key, () -> new Glob(text)));
    }
    return subject -> {
      String value = name.apply(subject);
      return value != null && globs.stream().anyMatch(glob -> glob.matches(value));
    };
  }

  private static Test keyword(Block block) {
    List<String> words = new ArrayList<>();
    for (String word : block.texts("keyword")) {
      if (word.isEmpty()) {
        throw block.fault("keyword", "keyword must not be empty");
      }
      words.add(word.toLowerCase(Locale.ROOT));
    }
    return subject -> {
      String message = subject.content().message().toLowerCase(Locale.ROOT);
      return words.stream().anyMatch(message::contains);
    };
  }

  private static Test pattern(Block block) {
    List<Pattern> patterns = new ArrayList<>();
    for (String regex : block.texts("pattern")) {
      patterns.add(block.checked("pattern", () -> compiled(regex)));
    }
    return subject ->
        patterns.stream().anyMatch(pattern -> pattern.matcher(subject.content().message()).find());
  }

  private static Pattern compiled(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("pattern must be in RE2 syntax, was " + regex, e);
    }
    if (pattern.programSize() > MAX_PROGRAM_SIZE) {
      throw new IllegalArgumentException(
          "pattern must compile to at most "
              + MAX_PROGRAM_SIZE
              + " instructions, was "
              + pattern.programSize());
    }
    return pattern;
  }

  /** By path: a value, or one of a list. */
  private static Test metadata(Block block) {
    List<Test> parts = new ArrayList<>();
    for (String path : block.orderedKeys()) {
      Field field = new Field(Field.METADATA + path);
      List<String> values = block.texts(path);
      parts.add(
          subject -> {
            String text = field.text(subject.asEntry());
            return text != null && values.contains(text);
          });
    }
    block.done();
    return Test.all(parts);
  }

  private static Test time(Block block) {
    Instant from = block.parsed("from", text -> instant("from", text));
    Instant until = block.parsed("until", text -> instant("until", text));
    LocalTime start = block.parsed("dailyFrom", text -> clockTime("dailyFrom", text));
    LocalTime end = block.parsed("dailyUntil", text -> clockTime("dailyUntil", text));
    block.done();
    if ((start == null) != (end == null)) {
      throw block.fault("dailyFrom and dailyUntil must be given together");
    }
    if (from == null && until == null && start == null) {
      throw block.fault("time must have from, until, or dailyFrom and dailyUntil");
    }
    return subject -> {
      Instant time = subject.time();
      return (from == null || !time.isBefore(from))
          && (until == null || time.isBefore(until))
          && (start == null || end == null || isDaily(time, start, end));
    };
  }

  private static boolean isDaily(Instant time, LocalTime start, LocalTime end) {
    LocalTime clock = time.atOffset(ZoneOffset.UTC).toLocalTime();
    boolean afterStart = !clock.isBefore(start);
    boolean beforeEnd = clock.isBefore(end);
    return start.isAfter(end) ? afterStart || beforeEnd : afterStart && beforeEnd;
  }

  private static Instant instant(String key, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          key + " must be a time as 2026-01-31T10:30:00Z, was " + text, e);
    }
  }

  private static LocalTime clockTime(String key, String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(key + " must be a time as 22:30, was " + text, e);
    }
  }
}
