package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.Words;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts all that an entry can be looked up by into a buffer; for one thread. */
final class EntryTerms {
  /** Metadata values of one entry that are indexed; those beyond are found by reading it. */
  static final int MOST_VALUES = 256;

  static final Map<String, Character> TAGS =
      Map.of(
          Field.SERVICE.name(), 's',
          Field.LEVEL.name(), 'l',
          Field.LOGGER.name(), 'o',
          Field.THREAD.name(), 't',
          Field.CORRELATION_ID.name(), 'c',
          Field.KEY.name(), 'k',
          Field.SOURCE_IP.name(), 'p');

  private final TermBuffer terms;
  private int values;
  private boolean more;

  EntryTerms(TermBuffer terms) {
    this.terms = terms;
  }

  void fill(LogEntry entry) {
    LogContent content = entry.content();
    terms.clear();
    terms.text('s', content.service());
    terms.text('l', content.level());
    terms.severity(content.severity().ordinal());
    maybe('o', content.logger());
    maybe('t', content.thread());
    maybe('c', content.correlationId());
    maybe('k', content.key());
    maybe('p', content.sourceIp());
    words(content.message());
    if (!content.metadata().isEmpty()) {
      metadata(entry);
    }
  }

  private void maybe(char tag, @Nullable String value) {
    if (value != null) {
      terms.text(tag, value);
    }
  }

  private void words(String message) {
    if (terms.asciiWords(message)) {
      return;
    }
    boolean longer = false;
    for (String word : Words.of(message)) {
      longer |= terms.word(word);
    }
    if (longer) {
      terms.add(TermBuffer.LONG_WORDS);
    }
  }

  private void metadata(LogEntry entry) {
    values = 0;
    more = false;
    Map<String, @Nullable Object> metadata = entry.content().metadata();
    if (isPlain(metadata)) {
      plain("", metadata);
    } else {
      Set<String> paths = new LinkedHashSet<>();
      paths("", metadata, paths);
      for (String path : paths) { // several ways may lead to one: what the field says is true
        value(path, new Field(Field.METADATA + path).value(entry));
      }
    }
    if (more) {
      terms.add(TermBuffer.MORE_METADATA);
    }
  }

  /** Whether each path leads to one value: no key is empty or has a dot. */
  private static boolean isPlain(Map<?, ?> map) {
    for (Map.Entry<?, ?> one : map.entrySet()) {
      String key = (String) one.getKey();
      if (key.isEmpty() || key.indexOf('.') >= 0) {
        return false;
      }
      if (one.getValue() instanceof Map<?, ?> inner && !isPlain(inner)) {
        return false;
      }
    }
    return true;
  }

  private void plain(String before, Map<?, ?> map) {
    map.forEach(
        (key, value) -> {
          String path = before.isEmpty() ? (String) key : before + key;
          if (value instanceof Map<?, ?> inner) {
            plain(path + '.', inner);
          } else {
            value(path, value);
          }
        });
  }

  private static void paths(String before, Map<?, ?> map, Set<String> paths) {
    map.forEach(
        (key, value) -> {
          String path = before + key;
          if (value instanceof Map<?, ?> inner) {
            paths(path + '.', inner, paths);
          } else {
            paths.add(path);
          }
        });
  }

  private void value(String path, @Nullable Object value) {
    if (value == null || value instanceof Map || value instanceof List) {
      return;
    }
    String text = value.toString();
    boolean number = value instanceof Number && !isNotFinite(value);
    if (values == MOST_VALUES || (number && text.length() > TermBuffer.LONGEST)) {
      more = true;
      return;
    }
    values++;
    if (number) {
      terms.metadataNumber(path, asDouble((Number) value, text), text);
    } else {
      terms.metadataText(path, text);
    }
  }

  private static boolean isNotFinite(Object value) {
    return value instanceof Double number && !Double.isFinite(number);
  }

  private static double asDouble(Number value, String text) {
    return value instanceof Long || value instanceof Double
        ? value.doubleValue()
        : new BigDecimal(text).doubleValue();
  }
}
