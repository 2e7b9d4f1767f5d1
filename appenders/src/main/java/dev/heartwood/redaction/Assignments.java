package dev.heartwood.redaction;

import java.util.Locale;
import java.util.Set;

/**
 * Finds values behind secret keys (see {@link Detector#PASSWORD}). Goes from one {@code =} or
 * {@code :} to the next; a value that was found is not looked into again, so that the time is
 * linear.
 */
final class Assignments implements Finder {
  private static final int MAX_KEY_CHARS = 64;
  private static final int MAX_CHARS_BEHIND_KEY = 8;

  /** Keys whose value is a header: several words. */
  private static final Set<String> HEADERS = Set.of("authorization", "cookie");

  /** Schemes that one word of credentials follows. */
  private static final Set<String> ONE_WORD_SCHEMES =
      Set.of("basic", "bearer", "token", "negotiate", "ntlm", "apikey");

  private final KeyNames keys;

  Assignments(KeyNames keys) {
    this.keys = keys;
  }

  @Override
  public void find(String text, Found found) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if ((c == '=' || c == ':') && !text.startsWith("//", i + 1)) {
        String key = keyBefore(text, i);
        if (!key.isEmpty()) {
          i = value(text, i + 1, isHeader(key), found);
          continue;
        }
      }
      i++;
    }
  }

  private String keyBefore(String text, int operator) {
    int end = operator;
    int floor = Math.max(0, operator - MAX_CHARS_BEHIND_KEY);
    while (end > floor && isBehindKey(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && end - start < MAX_KEY_CHARS && isKeyPart(text.charAt(start - 1))) {
      start--;
    }
    return start == end ? "" : keys.matching(text, start, end);
  }

  private static boolean isHeader(String key) {
    for (String header : HEADERS) {
      if (key.endsWith(header)) {
        return true;
      }
    }
    return false;
  }

  /** Reports the value that begins here and returns where to go on. */
  private static int value(String text, int behindOperator, boolean header, Found found) {
    int start = behindOperator;
    if (start < text.length() && (text.charAt(start) == '=' || text.charAt(start) == '>')) {
      start++; // == and =>
    }
    start = skipBlanks(text, start);
    if (start == text.length()) {
      return start;
    }
    int quote = start;
    while (quote < text.length() && text.charAt(quote) == '\\') {
      quote++; // JSON within JSON
    }
    if (quote < text.length() && isQuote(text.charAt(quote))) {
      return report(quote + 1, endOfQuoted(text, quote + 1, quote - start), found);
    }
    char first = text.charAt(start);
    if (first == '{' || first == '[' || first == '(') {
      return report(start, endOfBrackets(text, start), found);
    }
    return header ? header(text, start, found) : report(start, endOfWord(text, start), found);
  }

  private static int header(String text, int start, Found found) {
    int word = start;
    while (word < text.length() && Character.isLetterOrDigit(text.charAt(word))) {
      word++;
    }
    int credentials = skipBlanks(text, word);
    String scheme = text.substring(start, word).toLowerCase(Locale.ROOT);
    if (credentials > word && ONE_WORD_SCHEMES.contains(scheme)) {
      return report(credentials, endOfWord(text, credentials), found);
    }
    return report(start, endOfLine(text, start), found);
  }

  private static int report(int start, int end, Found found) {
    if (end > start) {
      found.add(start, end);
    }
    return Math.max(start, end);
  }

  /** Up to the quote that has as many backslashes before it as the first had; else to the end. */
  private static int endOfQuoted(String text, int start, int backslashes) {
    char quote = text.charAt(start - 1);
    int run = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote && run == backslashes) {
        return i - run;
      }
      run = c == '\\' ? run + 1 : 0;
      if (run == 2 * (backslashes + 1)) {
        run = 0; // an escaped backslash
      }
    }
    return text.length();
  }

  private static int endOfBrackets(String text, int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[' || c == '(') {
        depth++;
      } else if ((c == '}' || c == ']' || c == ')') && --depth == 0) {
        return i + 1;
      }
    }
    return text.length();
  }

  private static int endOfLine(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private static int endOfWord(String text, int start) {
    int end = start;
    int opened = 0;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (Character.isWhitespace(c)
          || c == '&'
          || (c == ',' || c == ';') && beginsNewPair(text, end + 1)) {
        break;
      }
      end++;
    }
    for (int i = start; i < end; i++) {
      opened += isOpening(text.charAt(i)) ? 1 : 0;
      opened -= isClosing(text.charAt(i)) ? 1 : 0;
    }
    while (end > start && isTrailing(text.charAt(end - 1), opened)) {
      opened += isClosing(text.charAt(end - 1)) ? 1 : 0;
      end--;
    }
    return end;
  }

  /** Whether a comma here ends the value: at the end, before a blank, or before {@code key=}. */
  private static boolean beginsNewPair(String text, int start) {
    if (start == text.length() || Character.isWhitespace(text.charAt(start))) {
      return true;
    }
    int i = start;
    while (i < text.length() && (isKeyPart(text.charAt(i)) || isBehindKey(text.charAt(i)))) {
      i++;
    }
    return i > start && i < text.length() && (text.charAt(i) == '=' || text.charAt(i) == ':');
  }

  /** A closing bracket or quote that the value did not open belongs to what is around it. */
  private static boolean isTrailing(char c, int opened) {
    return isClosing(c) && opened < 0 || isQuote(c);
  }

  private static int skipBlanks(String text, int start) {
    int i = start;
    while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  private static boolean isKeyPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }

  private static boolean isBehindKey(char c) {
    return c == ' ' || c == '\t' || c == '\\' || c == ']' || isQuote(c);
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isOpening(char c) {
    return c == '{' || c == '[' || c == '(';
  }

  private static boolean isClosing(char c) {
    return c == '}' || c == ']' || c == ')';
  }
}
