package dev.heartwood.redaction;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import dev.heartwood.filter.Redactor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in every part of an event: by the names of keys first, by what values look like
 * second. Covers the formatted message, template, arguments, key-values (a number that is a card
 * number too), MDC, messages of throwables with their causes and suppressed ones, marker names, and
 * the names of thread, logger and keys. Stack frames stay.
 *
 * <p>The message is looked at as formatted, so that a secret split over template and arguments is
 * found; what was found in one of them is masked in the others as well. An argument whose
 * placeholder is the value of a secret key ({@code password={}}) is masked whatever it holds.
 *
 * <p><b>Time:</b> linear in the text for the built-in detectors, and for each find of a pattern;
 * {@code maxFinds} bounds how many there are. <b>Long texts:</b> only the first {@code maxChars}
 * characters are looked at, and nothing else is let through: the text is cut at a delimiter well
 * before them, so that no secret lies across the cut unseen, and a note says what is missing.
 * <b>Failure:</b> a text on which a detector throws is masked as a whole and counted.
 *
 * <p>A value that is not masked and not immutable is passed as it is; it must not change while it
 * is being logged.
 *
 * <p><b>Threads:</b> any, without waiting; no state but counters and a cache (see {@link
 * CleanTexts}).
 */
public final class PatternRedactor implements Redactor {
  private final RedactionConfig config;
  private final TextMasker texts;
  private final KeyNames keys;
  private final CleanTexts plainKeys = new CleanTexts();

  /** With all built-in detectors and the usual keys. */
  public PatternRedactor() {
    this(RedactionConfig.DEFAULT);
  }

  public PatternRedactor(RedactionConfig config) {
    this.config = config;
    this.keys = new KeyNames(config.secretKeys());
    this.texts = new TextMasker(config, keys);
  }

  @Override
  public LogEvent redact(LogEvent event) {
    String logger = texts.maskName(event.loggerName());
    String thread = texts.maskName(event.threadName());
    MaskedMessage message = MaskedMessage.of(event, texts);
    List<KeyValue> keyValues = keyValues(event.keyValues());
    List<LogMarker> markers = markers(event.markers());
    Map<String, String> mdc = mdc(event.mdc());
    ThrownData original = event.thrown();
    ThrownData thrown = original == null ? null : thrown(original);
    if (same(logger, event.loggerName())
        && same(thread, event.threadName())
        && message == null
        && same(keyValues, event.keyValues())
        && same(markers, event.markers())
        && same(mdc, event.mdc())
        && same(thrown, original)) {
      return event;
    }
    if (message == null) {
      message = MaskedMessage.unchanged(event);
    }
    return new LogRecord(
        event.timestamp(),
        event.level(),
        logger,
        thread,
        message.template(),
        message.arguments(),
        message.message(),
        keyValues,
        markers,
        mdc,
        thrown,
        event.caller());
  }

  /** A text with its secrets masked; the same object if it has none. */
  public String redactText(String text) {
    return texts.mask(text);
  }

  /** Whether values under this key are masked whatever they are. */
  public boolean isSecretKey(String key) {
    return keys.isSecret(key);
  }

  /**
   * How many secrets each detector found, by its name. One that stands in the message and in an
   * argument was found twice.
   */
  public Map<String, Long> counts() {
    return texts.counts();
  }

  /** How many values were masked for the name of their key. */
  public long maskedByKey() {
    return texts.byKey.sum();
  }

  /** How many texts were masked as a whole because a detector threw on them. */
  public long failed() {
    return texts.failed.sum();
  }

  /** How many texts were masked as a whole because they had more than {@code maxFinds} secrets. */
  public long overfull() {
    return texts.overfull.sum();
  }

  /** How many texts were longer than {@code maxChars} and cut. */
  public long cut() {
    return texts.cut.sum();
  }

  private List<KeyValue> keyValues(List<KeyValue> pairs) {
    @Nullable List<KeyValue> masked = null;
    for (int i = 0; i < pairs.size(); i++) {
      KeyValue pair = pairs.get(i);
      KeyValue result = keyValue(pair);
      if (result != pair) {
        masked = masked == null ? new ArrayList<>(pairs) : masked;
        masked.set(i, result);
      }
    }
    return masked == null ? pairs : masked;
  }

  private KeyValue keyValue(KeyValue pair) {
    String key = texts.maskName(pair.key());
    Object value = pair.value();
    Object masked = value == null ? null : isSecret(pair.key()) ? byKey(value) : value(value);
    return same(key, pair.key()) && same(masked, value) ? pair : new KeyValue(key, masked);
  }

  private Object byKey(Object value) {
    if (value.equals(config.mask())) {
      return value;
    }
    texts.byKey.increment();
    return config.mask();
  }

  private Object value(Object value) {
    if (texts.cannotHoldSecret(value)) {
      return value;
    }
    String text = Freeze.render(value);
    String masked = texts.maskValue(value, text);
    return same(masked, text) ? value : masked;
  }

  private Map<String, String> mdc(Map<String, String> mdc) {
    @Nullable Map<String, String> masked = null;
    int seen = 0;
    for (Map.Entry<String, String> entry : mdc.entrySet()) {
      String text = entry.getValue();
      String key = texts.maskName(entry.getKey());
      String value = isSecret(entry.getKey()) ? (String) byKey(text) : texts.mask(text);
      if (masked == null && (!same(key, entry.getKey()) || !same(value, text))) {
        masked = firstOf(mdc, seen);
      }
      if (masked != null) {
        while (masked.containsKey(key)) {
          key += "'"; // two keys that were masked alike
        }
        masked.put(key, value);
      }
      seen++;
    }
    return masked == null ? mdc : masked;
  }

  private static Map<String, String> firstOf(Map<String, String> mdc, int count) {
    Map<String, String> first = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : mdc.entrySet()) {
      if (first.size() == count) {
        break;
      }
      first.put(entry.getKey(), entry.getValue());
    }
    return first;
  }

  private List<LogMarker> markers(List<LogMarker> markers) {
    @Nullable List<LogMarker> masked = null;
    for (int i = 0; i < markers.size(); i++) {
      LogMarker marker = markers.get(i);
      String name = texts.maskName(marker.name());
      List<LogMarker> references = markers(marker.references());
      if (!same(name, marker.name()) || !same(references, marker.references())) {
        masked = masked == null ? new ArrayList<>(markers) : masked;
        masked.set(i, new LogMarker(name, references));
      }
    }
    return masked == null ? markers : masked;
  }

  private ThrownData thrown(ThrownData thrown) {
    String original = thrown.message();
    String message = original == null ? null : texts.mask(original);
    ThrownData originalCause = thrown.cause();
    ThrownData cause = originalCause == null ? null : thrown(originalCause);
    @Nullable List<ThrownData> suppressed = null;
    for (int i = 0; i < thrown.suppressed().size(); i++) {
      ThrownData masked = thrown(thrown.suppressed().get(i));
      if (masked != thrown.suppressed().get(i)) {
        suppressed = suppressed == null ? new ArrayList<>(thrown.suppressed()) : suppressed;
        suppressed.set(i, masked);
      }
    }
    if (same(message, original) && same(cause, originalCause) && suppressed == null) {
      return thrown;
    }
    return new ThrownData(
        thrown.className(),
        message,
        thrown.frames(),
        thrown.commonFrames(),
        cause,
        suppressed == null ? thrown.suppressed() : suppressed,
        thrown.cyclic());
  }

  private boolean isSecret(String key) {
    if (plainKeys.contains(key)) {
      return false;
    }
    boolean secret = keys.isSecret(key);
    if (!secret) {
      plainKeys.add(key);
    }
    return secret;
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    return a == b;
  }
}
