package dev.heartwood.wire;

import org.jspecify.annotations.Nullable;

/**
 * Names seen lately, in their binary form, length included: loggers, threads and templates come
 * again and again. Whoever comes later takes a place over, so memory stays bounded.
 */
final class EncodedNames {
  /** Longer ones are mostly messages put together by the caller, which do not come again. */
  static final int MAX_CHARS = 512;

  private final @Nullable Name[] names;

  private record Name(String text, byte[] bytes) {}

  /**
   * @param places a power of two
   */
  EncodedNames(int places) {
    names = new Name[places];
  }

  /** The binary form, if it is known. */
  byte @Nullable [] find(String text) {
    Name name = names[place(text)];
    return name != null && (name.text == text || name.text.equals(text)) ? name.bytes : null;
  }

  void keep(String text, byte[] bytes) {
    names[place(text)] = new Name(text, bytes);
  }

  private int place(String text) {
    int hash = text.hashCode();
    return (hash ^ hash >>> 16) & names.length - 1;
  }
}
