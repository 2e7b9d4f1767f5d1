package dev.heartwood.wire;

/** Gives names numbers that are kept beside the events, so that these need not carry the names. */
@FunctionalInterface
public interface Numbering {
  /** For events that carry all their names. */
  Numbering NONE = (name, from, to, many) -> -1;

  /**
   * The number of a name. May be called by several threads, and waits for none.
   *
   * @param name in UTF-8, from {@code from} to {@code to}; not kept
   * @param many whether there may be very many of its kind
   * @return 0 to 65535; negative if it gets none, now or ever
   */
  int numberOf(byte[] name, int from, int to, boolean many);
}
