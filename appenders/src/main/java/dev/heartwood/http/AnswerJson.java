package dev.heartwood.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of an answer [1] into maps, lists, texts, booleans, {@link Double} and null. It is
 * as long as was read of the answer, and no deeper than a few levels, so that no server can exhaust
 * anything.
 *
 * <p>[1] RFC 8259.
 */
final class AnswerJson {
  private static final int MAX_DEPTH = 16;
  private static final int END = -1;

  private final String text;
  private int at;

  private AnswerJson(String text) {
    this.text = text;
  }

  /**
   * @throws IOException if this is no JSON
   */
  static @Nullable Object read(byte[] bytes) throws IOException {
    AnswerJson json = new AnswerJson(new String(bytes, StandardCharsets.UTF_8));
    Object value = json.value(0);
    if (json.next() != END) {
      throw json.wrong("nothing more");
    }
    return value;
  }

  private @Nullable Object value(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw wrong("at most " + MAX_DEPTH + " levels");
    }
    int c = next();
    switch (c) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, @Nullable Object> object(int depth) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    if (next() == '}') {
      at++;
      return members;
    }
    while (true) {
      expect('"');
      at--;
      String name = string();
      expect(':');
      members.put(name, value(depth + 1));
      if (next() == '}') {
        at++;
        return members;
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    at++;
    if (next() == ']') {
      at++;
      return items;
    }
    while (true) {
      items.add(value(depth + 1));
      if (next() == ']') {
        at++;
        return items;
      }
      expect(',');
    }
  }

  private String string() throws IOException {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      char c = take();
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws IOException {
    char c = take();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
      default -> throw wrong("an escape");
    };
  }

  private int hex() throws IOException {
    int digit = Character.digit(take(), 16);
    if (digit < 0) {
      throw wrong("a hexadecimal digit");
    }
    return digit;
  }

  private @Nullable Object word(String word, @Nullable Object meaning) throws IOException {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return meaning;
  }

  private Double number() throws IOException {
    int start = at;
    while (at < text.length() && "+-.0123456789Ee".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      return Double.valueOf(text.substring(start, at));
    } catch (NumberFormatException e) {
      throw wrong("a value");
    }
  }

  /** The next character that is no white space; it is not taken. */
  private int next() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private void expect(char c) throws IOException {
    if (next() != c) {
      throw wrong(String.valueOf(c));
    }
    at++;
  }

  private char take() throws IOException {
    if (at == text.length()) {
      throw wrong("more");
    }
    return text.charAt(at++);
  }

  private IOException wrong(String wanted) {
    return new IOException("no JSON: wanted " + wanted + " at character " + at);
  }
}
