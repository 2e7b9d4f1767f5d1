package dev.heartwood.http;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** The first characters of an answer, fit for a message of ours: a server may send anything. */
final class AnswerText {
  private static final int MAX_CHARS = 200;

  /** A shorter value would blot out ordinary words, and is no secret. */
  private static final int LEAST_SECRET = 6;

  private AnswerText() {}

  /**
   * @param secrets values that the server may have sent back, and that nobody is to read
   */
  static String of(byte[] head, Collection<String> secrets) {
    String text = new String(head, StandardCharsets.UTF_8);
    for (String secret : secrets) {
      text = masked(text, secret);
      text = masked(text, secret.substring(secret.indexOf(' ') + 1)); // without "Bearer"
    }
    return cleaned(text);
  }

  private static String masked(String text, String secret) {
    return secret.length() < LEAST_SECRET ? text : text.replace(secret, "***");
  }

  /** One line without anything that a terminal or a reader of logs acts upon. */
  static String cleaned(String text) {
    StringBuilder out = new StringBuilder();
    String start = text.substring(0, Math.min(text.length(), 4 * MAX_CHARS));
    start
        .codePoints()
        .map(c -> isPrintable(c) ? c : ' ')
        .limit(MAX_CHARS)
        .forEach(out::appendCodePoint);
    return out.toString().strip();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
