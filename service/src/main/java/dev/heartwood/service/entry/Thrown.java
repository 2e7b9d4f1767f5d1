package dev.heartwood.service.entry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A throwable as it was printed: OpenTelemetry's exception.type, .message and .stacktrace. */
public record Thrown(String type, @Nullable String message, @Nullable String stackTrace) {
  public Thrown {
    Objects.requireNonNull(type, "type");
  }
}
