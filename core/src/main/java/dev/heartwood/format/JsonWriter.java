package dev.heartwood.format;

import dev.heartwood.Freeze;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of one JSON line. An event is first written <em>freely</em>; only if it turns
 * out longer than allowed is it written again <em>bounded</em>: message and stack trace then get
 * half of what is left each, every field of the caller half of what is left, the fixed fields a
 * small share, and what still does not fit is left out. So the second attempt always fits.
 */
final class JsonWriter {
  /** What a cut text ends with. */
  private static final String CUT = "[cut]";

  /** Kept free for what closes the line, with its mark of truncation. */
  private static final int TAIL_BYTES = 128;

  /** Kept free while bounded, so that the fixed fields fit whatever the message takes. */
  private static final int FIXED_FIELDS = 8;

  private static final int FIXED_FIELD_BYTES = 64;

  /** JSON allows longer numbers, parsers often do not. */
  private static final int MAX_NUMBER_CHARS = 64;

  private static final int MAX_DECIMAL_SCALE = 300;

  private static final byte[] NULL = Utf8Buffer.ascii("null");
  private static final byte[] TRUE = Utf8Buffer.ascii("true");
  private static final byte[] FALSE = Utf8Buffer.ascii("false");

  private final int maxBytes;
  private final int shortBytes;
  private final StackTrace stackTrace =
      new StackTrace(StackTrace.FULL, List.of(), false, Quoting.JSON, "\\n");
  private final MessageText messageText = new MessageText(Quoting.JSON);
  private final FieldNames names;
  private final NameBytes cachedNames =
      new NameBytes((name, out) -> Quoting.JSON.append(name, out));

  private Utf8Buffer out = new Utf8Buffer();
  private boolean bounded;
  private int end;

  JsonWriter(int maxBytes, FieldNames names) {
    this.maxBytes = maxBytes;
    this.shortBytes = Math.max(32, maxBytes / 64);
    this.names = names;
  }

  /** Writes one line with its line feed, at most {@code maxBytes} long. */
  void writeLine(LogEvent event, JsonLayout layout, Utf8Buffer target) {
    out = target;
    int start = out.length();
    int most = (int) Math.min(Integer.MAX_VALUE, (long) start + maxBytes);
    bounded = false;
    end = most;
    try {
      out.limit(most);
      names.clear();
      layout.write(event, this);
      if (out.length() >= most) { // the line feed counts too
        out.truncate(start);
        bounded = true;
        end = most - TAIL_BYTES - FIXED_FIELDS * (shortBytes + FIXED_FIELD_BYTES);
        names.clear();
        layout.write(event, this);
      }
    } finally {
      out.noLimit();
    }
    out.append((byte) '\n');
  }

  /** Writes parts of lines, of any length, into a buffer of the caller's. */
  void startFragment(Utf8Buffer target) {
    out = target;
    bounded = false;
    names.clear();
  }

  /** Whether this line is being cut, which it must say. */
  boolean isCut() {
    return bounded;
  }

  /** Bytes that are JSON already. */
  void raw(byte[] json) {
    out.append(json);
  }

  void raw(char ascii) {
    out.append((byte) ascii);
  }

  void number(long number) {
    out.append(number);
  }

  void timestamp(SecondText text, long epochNanos) {
    long second = Math.floorDiv(epochNanos, 1_000_000_000L);
    text.append(second, (int) (epochNanos - second * 1_000_000_000L), out);
  }

  /** A text of the format's own, which is short unless somebody means harm. */
  void fixedText(String text) {
    text(text, shortBytes);
  }

  /** A text of which the log service takes so many characters only. */
  void shortText(String text, int maxChars) {
    if (text.length() <= maxChars) {
      name(text);
      return;
    }
    int cut = maxChars - CUT.length();
    name(text.substring(0, Character.isHighSurrogate(text.charAt(cut - 1)) ? cut - 1 : cut) + CUT);
  }

  /** A text that comes again and again. */
  void name(String name) {
    if (bounded) {
      fixedText(name);
      return;
    }
    out.append((byte) '"');
    cachedNames.append(name, out);
    out.append((byte) '"');
  }

  void message(LogEvent event) {
    boolean alone = event.thrown() == null && event.keyValues().isEmpty() && event.mdc().isEmpty();
    int budget = alone ? room() : room() / 2;
    int start = open(budget);
    messageText.append(event, out);
    close(start, budget);
  }

  void stackTrace(ThrownData thrown) {
    int budget = room() / 2;
    int start = open(budget);
    stackTrace.append(thrown, out);
    close(start, budget);
  }

  /** The names of all markers, those that markers refer to included, as an array. */
  void markers(List<LogMarker> markers, byte[] before, byte[] after) {
    int most = bounded ? out.length() + shortBytes : Integer.MAX_VALUE;
    out.append((byte) '[');
    int first = out.length();
    markers(markers, before, after, first, most);
    out.append((byte) ']');
  }

  private void markers(List<LogMarker> markers, byte[] before, byte[] after, int first, int most) {
    for (LogMarker marker : markers) {
      int start = out.length();
      if (out.isFull()) {
        return;
      }
      if (start > first) {
        out.append((byte) ',');
      }
      raw(before);
      text(marker.name(), shortBytes);
      raw(after);
      if (out.length() > most) {
        out.truncate(start);
        return;
      }
      markers(marker.references(), before, after, first, most);
    }
  }

  /** From here on the fields of the caller follow, which may use all the room there is. */
  void beginFields() {
    if (bounded) {
      end += FIXED_FIELDS * (shortBytes + FIXED_FIELD_BYTES);
    }
  }

  /** Whether more fields of the caller may follow. */
  boolean hasRoom() {
    return bounded ? end - out.length() > CUT.length() : !out.isFull();
  }

  /** A mark to return to if the field that follows does not fit. */
  int beginField() {
    return out.length();
  }

  /** Takes the field back if it does not fit; says whether it stands. */
  boolean endField(int start) {
    if (bounded && out.length() > end) {
      out.truncate(start);
      return false;
    }
    return true;
  }

  /**
   * A field of the caller with its comma, which the first of an object has not; says whether it
   * stands.
   */
  boolean field(String key, @Nullable Object value, boolean first) {
    int start = beginField();
    if (!first) {
      raw(',');
    }
    fieldName(key);
    raw(':');
    value(value);
    return endField(start);
  }

  /** The name of a field of the caller, changed if it is taken. */
  void fieldName(String key) {
    // half a name could be taken for another: one that is too long makes the field not fit
    int start = open(room() + 1);
    Quoting.JSON.append(names.claim(key), out);
    close(start, Integer.MAX_VALUE);
  }

  /** A value with its JSON type. */
  void value(@Nullable Object value) {
    if (value == null) {
      out.append(NULL);
    } else if (value instanceof Boolean flag) {
      out.append(flag ? TRUE : FALSE);
    } else if (isNumber(value)) {
      number((Number) value);
    } else {
      nested(Freeze.structure(value));
    }
  }

  /** A map as an object, a list as an array, anything else as text. */
  private void nested(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      byte separator = '{';
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        separator = ',';
        text(String.valueOf(entry.getKey()), room() + 1);
        out.append((byte) ':');
        value(entry.getValue());
      }
      if (separator == '{') {
        out.append(separator);
      }
      out.append((byte) '}');
    } else if (value instanceof List<?> list) {
      byte separator = '[';
      for (Object each : list) {
        out.append(separator);
        separator = ',';
        value(each);
      }
      if (separator == '[') {
        out.append(separator);
      }
      out.append((byte) ']');
    } else if (value != null) {
      valueText(value);
    }
  }

  private void number(Number value) {
    if (value instanceof Double number) {
      out.append(number.doubleValue());
    } else if (isInteger(value)) {
      out.append(value.longValue());
    } else {
      out.append(value.toString());
    }
  }

  void valueText(Object value) {
    text(Freeze.render(value), room() / 2);
  }

  /** Whether the value can be a JSON number that other programs will read. */
  static boolean isNumber(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number);
    }
    if (value instanceof Float number) {
      return Float.isFinite(number);
    }
    if (value instanceof BigInteger number) {
      return number.bitLength() < 3 * MAX_NUMBER_CHARS;
    }
    if (value instanceof BigDecimal number) {
      return Math.abs((long) number.scale()) <= MAX_DECIMAL_SCALE
          && number.unscaledValue().bitLength() < 3 * MAX_NUMBER_CHARS;
    }
    return isInteger(value);
  }

  static boolean isInteger(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte;
  }

  private int room() {
    return bounded ? Math.max(0, end - out.length()) : Integer.MAX_VALUE - 1;
  }

  private void text(String text, int budget) {
    int start = open(budget);
    Quoting.JSON.append(text, out);
    close(start, budget);
  }

  private int open(int budget) {
    out.append((byte) '"');
    int start = out.length();
    if (bounded) {
      out.limit(start + budget + 1);
    }
    return start;
  }

  private void close(int start, int budget) {
    if (bounded) {
      out.noLimit();
      if (out.length() - start > budget) {
        cut(start, budget);
      }
    }
    out.append((byte) '"');
  }

  /** Ends the text within its budget, between two characters. */
  private void cut(int start, int budget) {
    byte[] bytes = out.array();
    int last = start + budget - CUT.length();
    int position = start;
    while (position < last) {
      int next = next(bytes, position);
      if (next > last) {
        break;
      }
      position = next;
    }
    out.truncate(position);
    if (last >= start) {
      out.append(CUT);
    }
  }

  private static int next(byte[] bytes, int position) {
    byte b = bytes[position];
    if (b == '\\') {
      return position + (bytes[position + 1] == 'u' ? 6 : 2);
    }
    if (b >= 0) {
      return position + 1;
    }
    return position + ((b & 0xE0) == 0xC0 ? 2 : (b & 0xF0) == 0xE0 ? 3 : 4);
  }
}
