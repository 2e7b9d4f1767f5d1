package dev.heartwood.logback;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody prints the place of the call, which only the logging thread can find out. Seen
 * are patterns, our encoders, an encoder's {@code includeCallerData}, and appenders behind others;
 * who cannot be seen into needs {@code includeCallerData} in front.
 */
final class CallerNeed {
  private static final Set<String> WORDS =
      Set.of("class", "C", "method", "M", "line", "L", "file", "F", "caller");

  private CallerNeed() {}

  static boolean of(Appender<ILoggingEvent> appender) {
    if (appender instanceof AsyncAppender async) {
      return async.needsCaller();
    }
    if (appender instanceof HandlerSource ours) {
      return ours.isStarted() && ours.handler().needsCaller();
    }
    if (appender instanceof OutputStreamAppender<ILoggingEvent> streams) {
      return of(streams.getEncoder());
    }
    return isTrue(appender) || appender instanceof AppenderAttachable<?> && ofAny(appender);
  }

  static boolean of(@Nullable Encoder<ILoggingEvent> encoder) {
    if (encoder == null) {
      return false;
    }
    if (encoder instanceof EventEncoder ours) {
      return ours.isStarted() && ours.newEncoder().needsCaller();
    }
    if (encoder instanceof LayoutWrappingEncoder<ILoggingEvent> wrapping
        && wrapping.getLayout() instanceof PatternLayout layout) {
      return of(layout.getPattern());
    }
    return isTrue(encoder);
  }

  private static boolean of(@Nullable String pattern) {
    try {
      return pattern != null
          && dev.heartwood.format.PatternEncoder.words(pattern).stream()
              .anyMatch(word -> WORDS.contains(word.name()));
    } catch (IllegalArgumentException e) {
      return false; // nor does Logback print it
    }
  }

  @SuppressWarnings("unchecked")
  private static boolean ofAny(Appender<ILoggingEvent> appender) {
    Iterator<Appender<ILoggingEvent>> behind =
        ((AppenderAttachable<ILoggingEvent>) appender).iteratorForAppenders();
    while (behind.hasNext()) {
      if (of(behind.next())) {
        return true;
      }
    }
    return false;
  }

  /** The option of that name, which encoders and appenders of Logback and others share. */
  private static boolean isTrue(Object component) {
    try {
      return Boolean.TRUE.equals(
          component.getClass().getMethod("isIncludeCallerData").invoke(component));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // it has no such option
    }
  }
}
