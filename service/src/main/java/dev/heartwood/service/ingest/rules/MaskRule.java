package dev.heartwood.service.ingest.rules;

import dev.heartwood.redaction.PatternRedactor;
import dev.heartwood.redaction.RedactionConfig;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Thrown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in every text of an entry, and under the names of secret keys whatever stands
 * there. Timestamp, severity and source address stay.
 */
record MaskRule(String name, Test when, RedactionConfig config, PatternRedactor redactor)
    implements Rule {
  private static final int MOST_DIGITS = 40;
  private static final long SMALLEST_CARD = 1_000_000_000_000L;

  @Override
  public Verdict apply(Subject subject) {
    return new Verdict.Pass(when.test(subject) ? masked(subject.content()) : subject.content());
  }

  @Override
  public String masks(LogContent content, UnaryOperator<String> shownKey) {
    return new MaskedFields(config, shownKey).of(content);
  }

  @Override
  public String mask(String text) {
    return redactor.redactText(text);
  }

  private LogContent masked(LogContent content) {
    String level = mask(content.level());
    String service = mask(content.service());
    String message = mask(content.message());
    String correlationId = optional(content.correlationId());
    String key = optional(content.key());
    String logger = optional(content.logger());
    String thread = optional(content.thread());
    String clientId = optional(content.clientId());
    Thrown thrown = thrown(content.thrown());
    Map<String, @Nullable Object> metadata = metadata(content.metadata());
    if (same(level, content.level())
        && same(service, content.service())
        && same(message, content.message())
        && same(correlationId, content.correlationId())
        && same(key, content.key())
        && same(logger, content.logger())
        && same(thread, content.thread())
        && same(clientId, content.clientId())
        && same(thrown, content.thrown())
        && same(metadata, content.metadata())) {
      return content;
    }
    return new LogContent(
        content.severity(),
        level,
        service,
        message,
        content.timestamp(),
        correlationId,
        key,
        content.sourceIp(),
        logger,
        thread,
        thrown,
        clientId,
        metadata);
  }

  private @Nullable String optional(@Nullable String text) {
    return text == null ? null : mask(text);
  }

  private @Nullable Thrown thrown(@Nullable Thrown thrown) {
    if (thrown == null) {
      return null;
    }
    String type = mask(thrown.type());
    String message = optional(thrown.message());
    String stackTrace = optional(thrown.stackTrace());
    return same(type, thrown.type())
            && same(message, thrown.message())
            && same(stackTrace, thrown.stackTrace())
        ? thrown
        : new Thrown(type, message, stackTrace);
  }

  private Map<String, @Nullable Object> metadata(Map<String, @Nullable Object> map) {
    Object masked = value(map);
    if (masked == map) {
      return map;
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    ((Map<?, ?>) masked).forEach((key, value) -> result.put((String) key, value));
    return result;
  }

  /** The value with its secrets masked; the same object if it has none. */
  private Object value(Object value) {
    if (value instanceof String text) {
      return mask(text);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof List<?> list) {
      return list(list);
    }
    return value instanceof Map<?, ?> map ? map(map) : value;
  }

  /** A number is masked if it is a secret when it is written out. */
  private Object number(Number number) {
    String text = searched(number);
    if (text == null) {
      return number;
    }
    String masked = mask(text);
    return masked.equals(text) ? number : masked;
  }

  /** The text in which a secret that is a number is searched for; null if it is too small. */
  static @Nullable String searched(Number number) {
    return number instanceof Long whole && whole < SMALLEST_CARD && whole > -SMALLEST_CARD
        ? null
        : plain(number);
  }

  private static String plain(Number number) {
    String text = number.toString();
    if (!(number instanceof Double || number instanceof BigDecimal)) {
      return text;
    }
    try {
      BigDecimal decimal = new BigDecimal(text);
      boolean writable =
          decimal.precision() <= MOST_DIGITS && Math.abs(decimal.scale()) <= MOST_DIGITS;
      return writable ? decimal.stripTrailingZeros().toPlainString() : text;
    } catch (NumberFormatException e) {
      return text; // not a number, or infinite
    }
  }

  private Object list(List<?> list) {
    @Nullable List<@Nullable Object> masked = null;
    for (int i = 0; i < list.size(); i++) {
      Object value = list.get(i);
      Object result = value == null ? null : value(value);
      if (!same(result, value)) {
        masked = masked == null ? new ArrayList<>(list) : masked;
        masked.set(i, result);
      }
    }
    return masked == null ? list : masked;
  }

  private Object map(Map<?, ?> map) {
    Map<String, @Nullable Object> masked = new LinkedHashMap<>();
    String mask = config.mask();
    boolean changed = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      Object value = entry.getValue();
      String newKey = mask(key);
      Object newValue =
          value == null || mask.equals(value)
              ? value
              : redactor.isSecretKey(key) ? mask : value(value);
      changed |= !same(newKey, key) || !same(newValue, value);
      while (masked.containsKey(newKey)) {
        newKey += "'"; // two keys that were masked alike
      }
      masked.put(newKey, newValue);
    }
    return changed ? masked : map;
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    return left == right;
  }
}
