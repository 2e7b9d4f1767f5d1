package dev.heartwood.redaction;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Texts that were looked at and held no secret: names and templates, which come as the same object
 * over and over. Compared by identity; a lost entry costs one more look.
 *
 * <pre>
 * field    written by  read by  ordering
 * entries  callers     callers  plain; a string shows its content to whoever sees it
 * </pre>
 */
final class CleanTexts {
  private static final int ENTRIES = 512;
  private static final int MAX_CHARS = 512;

  private final AtomicReferenceArray<Object> entries = new AtomicReferenceArray<>(ENTRIES);

  @SuppressWarnings("ReferenceEquality") // an equal text that is another object is only not known
  boolean contains(String text) {
    return entries.getPlain(place(text)) == text;
  }

  void add(String text) {
    if (text.length() <= MAX_CHARS) {
      entries.setPlain(place(text), text);
    }
  }

  private static int place(String text) {
    int hash = text.hashCode();
    return (hash ^ hash >>> 16) & ENTRIES - 1;
  }
}
