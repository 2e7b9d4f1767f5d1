package dev.heartwood.format;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no name occurs twice in one JSON object. Nothing is lost: whoever finds a name
 * taken, by the format itself or by an earlier field, gets it with {@code _2}, {@code _3} and so on
 * behind it.
 */
final class FieldNames {
  private static final int FEW = 16;

  private final Set<String> reserved;

  /** Names in use; the set takes over when there are many. */
  private final @Nullable String[] few = new String[FEW];

  private int fewCount;
  private final Set<String> many = new HashSet<>();
  private final Map<String, Integer> lastSuffix = new HashMap<>();

  FieldNames(Set<String> reserved) {
    this.reserved = Set.copyOf(reserved);
  }

  /** Starts an object. */
  void clear() {
    Arrays.fill(few, 0, fewCount, null);
    fewCount = 0;
    if (!many.isEmpty()) {
      many.clear();
    }
    if (!lastSuffix.isEmpty()) {
      lastSuffix.clear();
    }
  }

  /** The name under which a field may be written. */
  String claim(String key) {
    String name = wellFormed(key);
    if (isFree(name)) {
      return name;
    }
    while (true) {
      String candidate = name + '_' + lastSuffix.merge(name, 2, (last, two) -> last + 1);
      if (isFree(candidate)) {
        return candidate;
      }
    }
  }

  private boolean isFree(String name) {
    if (reserved.contains(name)) {
      return false;
    }
    if (!many.isEmpty()) {
      return many.add(name);
    }
    for (int i = 0; i < fewCount; i++) {
      if (name.equals(few[i])) {
        return false;
      }
    }
    if (fewCount < FEW) {
      few[fewCount++] = name;
    } else {
      for (String known : few) {
        many.add(String.valueOf(known));
      }
      many.add(name);
    }
    return true;
  }

  /** Lone surrogates are replaced when printed: names must be compared as they will look. */
  private static String wellFormed(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        return replaceLoneSurrogates(key);
      }
    }
    return key;
  }

  private static String replaceLoneSurrogates(String key) {
    StringBuilder name = new StringBuilder(key.length());
    key.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(name::appendCodePoint);
    return name.toString();
  }
}
