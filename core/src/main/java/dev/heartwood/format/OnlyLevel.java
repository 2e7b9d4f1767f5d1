package dev.heartwood.format;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Stands in for an event while what depends on the level only is printed in advance. */
record OnlyLevel(Level level) implements LogEvent {
  @Override
  public long epochNanos() {
    return 0;
  }

  @Override
  public String loggerName() {
    return "";
  }

  @Override
  public String threadName() {
    return "";
  }

  @Override
  public String template() {
    return "";
  }

  @Override
  public List<@Nullable Object> arguments() {
    return List.of();
  }

  @Override
  public String message() {
    return "";
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
