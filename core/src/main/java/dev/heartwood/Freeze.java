package dev.heartwood;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * What becomes of a caller's object when its event outlives the call: immutable types are kept by
 * reference, everything else is rendered to text at once, on the logging thread; maps, collections
 * and arrays that are the value of a key-value pair are copied instead. So an event in a sink
 * equals the event at the call, whatever the caller changes afterwards, and no {@code toString} of
 * an application runs on a worker.
 *
 * <p>Rendering is guarded: one that throws, recurses without end or logs itself leaves a note, and
 * text over {@link #MAX_RENDERED_CHARS} is cut with a note.
 */
public final class Freeze {
  /** Longer renderings of one argument are cut; text that the caller passes as such is not. */
  public static final int MAX_RENDERED_CHARS = 64 * 1024;

  private static final Set<Class<?>> IMMUTABLE =
      Set.of(
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Float.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          URI.class,
          Class.class,
          Instant.class,
          Duration.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          Nested.OfMap.class,
          Nested.OfList.class);

  private Freeze() {}

  /** Whether the value can be kept by reference: no later change can alter how it prints. */
  public static boolean isImmutable(@Nullable Object value) {
    if (value == null) {
      return true;
    }
    Class<?> type = value.getClass();
    return type == String.class
        || type == Integer.class
        || type == Long.class
        || type == Double.class
        || IMMUTABLE.contains(type);
  }

  /** Whether each of the values can be kept by reference; true if there are none. */
  public static boolean areImmutable(@Nullable Object @Nullable [] values) {
    if (values != null) {
      for (Object value : values) {
        if (!isImmutable(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether nothing that the application does later can alter what the event prints. */
  public static boolean isImmutable(LogEvent event) {
    for (Object argument : event.arguments()) {
      if (!isImmutable(argument)) {
        return false;
      }
    }
    for (KeyValue pair : event.keyValues()) {
      if (!isImmutable(pair.value())) {
        return false;
      }
    }
    return true;
  }

  /** The value itself if its type is immutable, else its text as SLF4J would print it. */
  public static @Nullable Object value(@Nullable Object value) {
    return isImmutable(value) ? value : render(value);
  }

  /**
   * The value itself if its type is immutable; of a map, a collection or an array a copy that is a
   * {@link java.util.Map} with names as text or a {@link java.util.List}, whose values are frozen
   * likewise; else its text. One that has more than a thousand values, or sixteen levels, or prints
   * in a way of its own, is text, too.
   */
  public static @Nullable Object structure(@Nullable Object value) {
    if (isImmutable(value)) {
      return value;
    }
    Object copy = value != null && Nested.isOne(value) ? Nested.copy(value) : null;
    return copy == null ? render(value) : copy;
  }

  /** The text of a value as SLF4J would print it: arrays by their elements, deeply. */
  public static String render(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    try {
      String text =
          value != null && value.getClass().isArray()
              ? MessageFormatter.format("{}", value).getMessage()
              : String.valueOf(value);
      return cut(text == null ? "null" : text);
    } catch (Throwable e) {
      return failed("toString", e);
    }
  }

  public static List<KeyValue> keyValues(List<KeyValue> pairs) {
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<KeyValue> frozen = new ArrayList<>(pairs.size());
    for (KeyValue pair : pairs) {
      frozen.add(
          isImmutable(pair.value()) ? pair : new KeyValue(pair.key(), structure(pair.value())));
    }
    return List.copyOf(frozen);
  }

  static String failed(String method, Throwable cause) {
    return "[FAILED " + method + "(): " + cause.getClass().getName() + "]";
  }

  private static String cut(String text) {
    if (text.length() <= MAX_RENDERED_CHARS) {
      return text;
    }
    int end = MAX_RENDERED_CHARS;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "[cut: " + text.length() + " chars]";
  }
}
