package dev.heartwood.wire;

import org.jspecify.annotations.Nullable;

/**
 * Loggers, threads and templates of events written lately, all three together in their binary form:
 * most events have those of one not long ago, and are begun with one copy, or with their numbers.
 * Whoever comes later takes a place over, array and all, so memory stays bounded and nothing is
 * allocated for it.
 *
 * <p>Numbers are asked for when a head comes for the second time, and, where there were none, for
 * the third, the fifth, the ninth and so on.
 */
final class EncodedHeads {
  private static final int PLACES = 64; // a power of two

  /** Longer ones are written name by name. */
  private static final int MAX_BYTES = 256;

  private static final long NO_NUMBERS = -1;

  private final Numbering numbering;
  private final @Nullable Head[] places = new @Nullable Head[PLACES];

  private static final class Head {
    private final byte[] bytes = new byte[MAX_BYTES];
    private int threadAt;
    private int templateAt;
    private int length;
    private int uses;
    private long numbers;
    private String logger = "";
    private String thread = "";
    private String template = "";
  }

  EncodedHeads(Numbering numbering) {
    this.numbering = numbering;
  }

  /**
   * Writes the names if they are known.
   *
   * @return {@link EventWriter#NUMBERED} if they are numbers, 0 if they are texts, negative if they
   *     are not written
   */
  int write(String logger, String thread, String template, Output out) {
    Head head = places[place(logger, thread, template)];
    if (head == null
        || !head.template.equals(template)
        || !head.logger.equals(logger)
        || !head.thread.equals(thread)) {
      return -1;
    }
    if (head.numbers == NO_NUMBERS && Integer.bitCount(++head.uses) == 1) {
      head.numbers = numbersOf(head);
    }
    if (head.numbers != NO_NUMBERS) {
      out.numbers(head.numbers);
      return EventWriter.NUMBERED;
    }
    out.put(head.bytes, 0, head.length);
    return 0;
  }

  private long numbersOf(Head head) {
    long logger = numberOf(head, 0, head.threadAt, false);
    long thread = numberOf(head, head.threadAt, head.templateAt, true);
    long template = numberOf(head, head.templateAt, head.length, false);
    return (logger | thread | template) < 0
        ? NO_NUMBERS
        : logger | thread << Short.SIZE | template << 2 * Short.SIZE;
  }

  private int numberOf(Head head, int from, int to, boolean many) {
    byte length = head.bytes[from];
    return length < 0 ? -1 : numbering.numberOf(head.bytes, from + 1, to, many);
  }

  /**
   * Remembers how names were written in full.
   *
   * @param threadAt where the second of them begins, and {@code templateAt} the third
   */
  void keep(
      String logger,
      String thread,
      String template,
      byte[] bytes,
      int from,
      int threadAt,
      int templateAt,
      int to) {
    if (to - from > MAX_BYTES) {
      return;
    }
    int place = place(logger, thread, template);
    Head head = places[place];
    if (head == null) {
      places[place] = head = new Head();
    }
    head.threadAt = threadAt - from;
    head.templateAt = templateAt - from;
    head.length = to - from;
    head.uses = 0;
    head.numbers = NO_NUMBERS;
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
