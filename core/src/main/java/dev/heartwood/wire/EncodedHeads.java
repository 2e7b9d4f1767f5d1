package dev.heartwood.wire;

import org.jspecify.annotations.Nullable;

/**
 * Loggers, threads and templates of events written lately, all three together in their binary form:
 * most events have those of one not long ago, and are begun with one copy. Whoever comes later
 * takes a place over, array and all, so memory stays bounded and nothing is allocated for it.
 */
final class EncodedHeads {
  private static final int PLACES = 64; // a power of two

  /** Longer ones are written name by name. */
  private static final int MAX_BYTES = 256;

  private final @Nullable Head[] places = new @Nullable Head[PLACES];

  private static final class Head {
    private final byte[] bytes = new byte[MAX_BYTES];
    private int length;
    private String logger = "";
    private String thread = "";
    private String template = "";
  }

  /** Writes the names if they are known. */
  boolean write(String logger, String thread, String template, Output out) {
    Head head = places[place(logger, thread, template)];
    if (head == null
        || !head.template.equals(template)
        || !head.logger.equals(logger)
        || !head.thread.equals(thread)) {
      return false;
    }
    out.put(head.bytes, head.length);
    return true;
  }

  /** Remembers how names were written in full. */
  void keep(String logger, String thread, String template, byte[] bytes, int from, int to) {
    if (to - from > MAX_BYTES) {
      return;
    }
    int place = place(logger, thread, template);
    Head head = places[place];
    if (head == null) {
      places[place] = head = new Head();
    }
    head.length = to - from;
    System.arraycopy(bytes, from, head.bytes, 0, head.length);
    head.logger = logger;
    head.thread = thread;
    head.template = template;
  }

  private static int place(String logger, String thread, String template) {
    int hash = (template.hashCode() * 31 + thread.hashCode()) * 31 + logger.hashCode();
    return (hash ^ hash >>> 16) & PLACES - 1;
  }
}
