package dev.heartwood.redaction;

import java.util.Collection;

/**
 * Knows the names of keys whose values are secret. A key is secret if it ends with one of them,
 * case, {@code _}, {@code -}, {@code .}, spaces and digits at the end aside: {@code DB_PASSWORD},
 * {@code user.password2}, {@code x-api-key}; not {@code tokenCount}.
 */
final class KeyNames {
  private static final int ASCII = 128;

  private final String[] names;

  /** The letters that names end with: most keys end with another. */
  private final boolean[] lastLetters = new boolean[ASCII];

  KeyNames(Collection<String> names) {
    this.names = names.stream().map(KeyNames::normalized).toArray(String[]::new);
    for (String name : this.names) {
      char last = name.charAt(name.length() - 1);
      if (last < ASCII) {
        lastLetters[last] = true;
      }
    }
  }

  boolean isSecret(String key) {
    return !matching(key, 0, key.length()).isEmpty();
  }

  /** The name that the key from start to end ends with, normalized; empty if it ends with none. */
  String matching(String text, int start, int end) {
    int last = end - 1;
    while (last >= start && (isSeparator(text.charAt(last)) || isDigit(text.charAt(last)))) {
      last--;
    }
    if (last < start) {
      return "";
    }
    char letter = Character.toLowerCase(text.charAt(last));
    if (letter < ASCII && !lastLetters[letter]) {
      return "";
    }
    for (String name : names) {
      if (endsWith(text, start, last, name)) {
        return name;
      }
    }
    return "";
  }

  static String normalized(String key) {
    StringBuilder letters = new StringBuilder(key.length());
    int end = key.length();
    while (end > 0 && (isSeparator(key.charAt(end - 1)) || isDigit(key.charAt(end - 1)))) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (!isSeparator(key.charAt(i))) {
        letters.append(Character.toLowerCase(key.charAt(i)));
      }
    }
    return letters.toString();
  }

  private static boolean endsWith(String text, int start, int last, String name) {
    int i = last;
    for (int n = name.length() - 1; n >= 0; n--) {
      while (i >= start && isSeparator(text.charAt(i))) {
        i--;
      }
      if (i < start || Character.toLowerCase(text.charAt(i)) != name.charAt(n)) {
        return false;
      }
      i--;
    }
    return true;
  }

  private static boolean isSeparator(char c) {
    return c == '_' || c == '-' || c == '.' || c == ' ';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
