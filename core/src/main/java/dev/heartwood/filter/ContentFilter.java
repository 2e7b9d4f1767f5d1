package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Refuses events by what stands in them. To mask instead of refuse, put a {@link RedactingHandler}
 * in the same place.
 */
public final class ContentFilter implements LogFilter {
  private final Predicate<LogEvent> unwanted;

  private ContentFilter(Predicate<LogEvent> unwanted) {
    this.unwanted = unwanted;
  }

  /** Refuses events in which the redactor would mask something, or on which it fails. */
  public static ContentFilter denySecrets(Redactor redactor) {
    Objects.requireNonNull(redactor, "redactor");
    return new ContentFilter(event -> holdsSecret(event, redactor));
  }

  /**
   * Refuses events of which some text matches: message, template, arguments, key-values, MDC
   * values, marker names, or the message or class of a throwable, its causes and suppressed ones
   * included.
   */
  public static ContentFilter denyTexts(Predicate<String> unwanted) {
    Objects.requireNonNull(unwanted, "unwanted");
    return new ContentFilter(event -> EventTexts.anyMatch(event, unwanted));
  }

  @Override
  public boolean accepts(LogEvent event) {
    return !unwanted.test(event);
  }

  private static boolean holdsSecret(LogEvent event, Redactor redactor) {
    try {
      return redactor.redact(event) != event;
    } catch (RuntimeException | StackOverflowError e) {
      return true; // nobody knows
    }
  }
}
