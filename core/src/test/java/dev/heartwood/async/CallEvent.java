package dev.heartwood.async;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** An event as a logger hands it over: with the caller's own arguments, and no message yet. */
class CallEvent implements LogEvent {
  private final Level level;
  private final String template;
  private final List<?> arguments;

  CallEvent(Level level, String template, Object... arguments) {
    this.level = level;
    this.template = template;
    this.arguments = Arrays.asList(arguments);
  }

  static CallEvent call(String template, Object... arguments) {
    return new CallEvent(Level.INFO, template, arguments);
  }

  @Override
  public long epochNanos() {
    return 1;
  }

  @Override
  public Level level() {
    return level;
  }

  @Override
  public String loggerName() {
    return "orders";
  }

  @Override
  public String threadName() {
    return Thread.currentThread().getName();
  }

  @Override
  public String template() {
    return template;
  }

  @Override
  public List<?> arguments() {
    return arguments;
  }

  @Override
  public String message() {
    throw new AssertionError("nobody is to build the message on the logging thread");
  }

  @Override
  public boolean messagePending() {
    return true;
  }

  @Override
  public List<KeyValue> keyValues() {
    return List.of();
  }

  @Override
  public List<LogMarker> markers() {
    return List.of();
  }

  @Override
  public Map<String, String> mdc() {
    return Map.of();
  }

  @Override
  public @Nullable ThrownData thrown() {
    return null;
  }

  @Override
  public @Nullable StackTraceElement caller() {
    return null;
  }
}
