package dev.heartwood.redaction;

import java.util.Collection;
import java.util.Locale;

/**
 * Knows the names of keys whose values are secret. A key is secret if it ends with one of them,
 * case, {@code _}, {@code -}, {@code .} and digits at the end aside: {@code DB_PASSWORD}, {@code
 * user.password2}, {@code x-api-key}; not {@code tokenCount}.
 */
final class KeyNames {
  private static final int MAX_KEY_CHARS = 64;

  private final String[] names;

  KeyNames(Collection<String> names) {
    this.names = names.stream().map(KeyNames::normalized).toArray(String[]::new);
  }

  boolean isSecret(String key) {
    return isSecret(key, 0, key.length());
  }

  boolean isSecret(String text, int start, int end) {
    return matching(text, start, end).length() > 0;
  }

  /** The name that the key ends with, normalized; empty if it ends with none. */
  String matching(String text, int start, int end) {
    String key = normalized(text.substring(Math.max(start, end - MAX_KEY_CHARS), end));
    for (String name : names) {
      if (key.endsWith(name)) {
        return name;
      }
    }
    return "";
  }

  static String normalized(String key) {
    StringBuilder letters = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c != '_' && c != '-' && c != '.' && c != ' ') {
        letters.append(c);
      }
    }
    int end = letters.length();
    while (end > 0 && letters.charAt(end - 1) >= '0' && letters.charAt(end - 1) <= '9') {
      end--;
    }
    return letters.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
