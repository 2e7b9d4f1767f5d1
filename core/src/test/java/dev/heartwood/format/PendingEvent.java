package dev.heartwood.format;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.TestEvents;
import dev.heartwood.ThrownData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/** An event, as in a slot of a ring, whose message has yet to be built. */
class PendingEvent implements LogEvent {
  private final String template;
  private final Object[] arguments;

  PendingEvent(String template, Object... arguments) {
    this.template = template;
    this.arguments = arguments;
  }

  @Override
  public long epochNanos() {
    return TestEvents.event("").epochNanos();
  }

  @Override
  public Level level() {
    return Level.INFO;
  }

  @Override
  public String loggerName() {
    return "orders";
  }

  @Override
  public String threadName() {
    return "main";
  }

  @Override
  public String template() {
    return template;
  }

  @Override
  public List<?> arguments() {
    return Arrays.asList(arguments);
  }

  @Override
  public String message() {
    return MessageFormatter.basicArrayFormat(template, arguments);
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
  public ThrownData thrown() {
    return null;
  }

  @Override
  public StackTraceElement caller() {
    return null;
  }
}
