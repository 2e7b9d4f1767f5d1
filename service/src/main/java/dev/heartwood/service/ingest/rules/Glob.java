package dev.heartwood.service.ingest.rules;

/** A name in which {@code *} stands for any characters. */
record Glob(String pattern) {
  Glob {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("name must not be empty");
    }
  }

  boolean matches(String text) {
    int p = 0;
    int t = 0;
    int star = -1; // the last one, and what it has swallowed
    int swallowed = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        swallowed = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++swallowed;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
