package dev.heartwood;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** SLF4J's MDC without its nulls: without an adapter it is null, and adapters keep null values. */
final class Mdc {
  private Mdc() {}

  static Map<String, String> copy() {
    if (MDC.getMDCAdapter() == null) {
      return Map.of();
    }
    return withoutNulls(MDC.getCopyOfContextMap());
  }

  static Map<String, String> withoutNulls(@Nullable Map<String, String> context) {
    if (context == null || context.isEmpty()) {
      return Map.of();
    }
    boolean complete = true;
    for (Map.Entry<String, String> entry : context.entrySet()) {
      complete &= entry.getKey() != null && entry.getValue() != null;
    }
    if (complete) {
      return context;
    }
    Map<String, String> kept = new LinkedHashMap<>();
    context.forEach(
        (key, value) -> {
          if (key != null && value != null) {
            kept.put(key, value);
          }
        });
    return kept;
  }
}
