package dev.heartwood;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One key-value pair of SLF4J's fluent API. Numbers and booleans keep their type, maps and lists
 * their values, so that an encoder can write them as such.
 */
public record KeyValue(String key, @Nullable Object value) {
  public KeyValue {
    Objects.requireNonNull(key, "key");
  }

  @Override
  public String toString() {
    return key + "=" + value;
  }
}
