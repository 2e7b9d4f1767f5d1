package dev.heartwood.service.ingest.rules;

import dev.heartwood.redaction.PatternRedactor;
import dev.heartwood.redaction.RedactionConfig;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Thrown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says what a rule would mask in an entry: in which field, found by what, how often; never the
 * secret. Looks at the entry again with a redactor of its own, whose counts nobody else changes.
 */
final class MaskedFields {
  private static final String BY_KEY = "secretKeys";
  private static final String WHOLE = "the whole text";

  private final PatternRedactor redactor;
  private final String mask;
  private final UnaryOperator<String> shownKey;
  private final Map<String, Map<String, Long>> fields = new LinkedHashMap<>();
  private Map<String, Long> before;

  /**
   * @param shownKey a key of metadata as it may be shown
   */
  MaskedFields(RedactionConfig config, UnaryOperator<String> shownKey) {
    redactor = new PatternRedactor(config);
    mask = config.mask();
    this.shownKey = shownKey;
    before = redactor.counts();
  }

  /** Such as {@code message: 2 by email; metadata.password: 1 by secretKeys}. */
  String of(LogContent content) {
    text("level", content.level());
    text("service_name", content.service());
    text("message", content.message());
    text("correlation_id", content.correlationId());
    text("key", content.key());
    text("logger", content.logger());
    text("thread", content.thread());
    text("client_id", content.clientId());
    Thrown thrown = content.thrown();
    if (thrown != null) {
      text("exception.type", thrown.type());
      text("exception.message", thrown.message());
      text("exception.stack_trace", thrown.stackTrace());
    }
    map("metadata", content.metadata());
    StringJoiner all = new StringJoiner("; ");
    fields.forEach((field, finds) -> all.add(field + ": " + told(finds)));
    return all.toString();
  }

  private static String told(Map<String, Long> finds) {
    StringJoiner all = new StringJoiner(", ");
    finds.forEach((by, count) -> all.add(by.equals(WHOLE) ? WHOLE : count + " by " + by));
    return all.toString();
  }

  private void text(String field, @Nullable String text) {
    if (text == null || redactor.redactText(text).equals(text)) {
      return;
    }
    Map<String, Long> after = redactor.counts();
    boolean any = false;
    for (Map.Entry<String, Long> each : after.entrySet()) {
      long finds = each.getValue() - before.getOrDefault(each.getKey(), 0L);
      if (finds > 0) {
        found(field, each.getKey(), finds);
        any = true;
      }
    }
    if (!any) {
      found(field, WHOLE, 1);
    }
    before = after;
  }

  private void found(String field, String by, long count) {
    fields.computeIfAbsent(field, name -> new LinkedHashMap<>()).merge(by, count, Long::sum);
  }

  private void map(String field, Map<?, ?> map) {
    map.forEach(
        (name, value) -> {
          String key = String.valueOf(name);
          String inner = field + "." + shownKey.apply(key);
          text(inner, key);
          if (value == null || mask.equals(value)) {
            return;
          }
          if (redactor.isSecretKey(key)) {
            found(inner, BY_KEY, 1);
          } else {
            value(inner, value);
          }
        });
  }

  private void value(String field, Object value) {
    if (value instanceof String text) {
      text(field, text);
    } else if (value instanceof Number number) {
      text(field, MaskRule.searched(number));
    } else if (value instanceof Map<?, ?> map) {
      map(field, map);
    } else if (value instanceof List<?> list) {
      for (Object each : list) {
        if (each != null) {
          value(field, each);
        }
      }
    }
  }
}
