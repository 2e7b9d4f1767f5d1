package dev.heartwood.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one {@link RingFile}, checked by {@code MappedRingStress}. Each begins with a word
 * that says what becomes of it:
 *
 * <pre>
 * byte  size
 *  0     8   0 free; negative: claimed, bits 0-31 the frame's size, bits 32-62 the claiming thread;
 *            positive: bits 0-31 the frame's size, bits 48-55 1 an event, 2 padding
 *  8     4   CRC32C of the payload and the zeros behind it, then of the frame's position XOR the key
 *            of this file, then of the next four bytes and four zeros
 * 12     4   bits 0-23 length of the payload, bits 24-31 the producer's number
 * 16     -   payload, then zeros up to a multiple of 8
 * </pre>
 *
 * A frame that would cross the edge of the ring begins behind it, and the rest before is padding.
 *
 * <pre>
 * field    written by                    read by             ordering
 * tail     producers, sealer             anybody             compare-and-set; sealed for good by its sign
 * word     claimant 0 -&gt; -, - -&gt; +;       worker              compare-and-set; the sealer takes a word from
 *          sealer 0 or - -&gt; padding                          a claimant, whose own attempt then fails
 * payload  claimant                      worker              plain; carried by the word
 * freed    worker                        recovery            before zeroing
 * head     worker                        recovery            after zeroing
 * zeroed   worker                        producers           volatile; the head in memory
 * cut      worker                        worker              plain, and torn likewise
 * </pre>
 *
 * Whoever is killed leaves claims without a word, words without a commit, or a zeroing half done;
 * {@link RingRecovery} turns them into padding and completes it.
 */
final class Generation {
  static final int EVENT = 1;
  static final int PADDING = 2;

  /** What {@link #tryClaim} says when claims have ended. */
  static final long SEALED = -4;

  private static final int KIND_SHIFT = 48;
  private static final int THREAD_SHIFT = 32;

  /** Small enough to stay in the fastest cache. */
  private static final int ZEROS_LENGTH = 4 * 1024;

  private static final byte[] ZEROS = new byte[ZEROS_LENGTH];

  private RingFile file; // the worker's
  private final ByteBuffer buffer;
  private final long base;
  private final int capacity;
  private final long key;
  private final RingNames names;
  private volatile long zeroed;
  private volatile @Nullable Generation older;
  private boolean cut;
  private boolean torn;

  Generation(RingFile file, @Nullable Generation older) {
    this.file = file;
    this.older = older;
    buffer = file.buffer();
    base = file.base();
    capacity = file.capacity();
    key = keyOf(file.ringId(), file.number());
    names = RingNames.of(file);
    zeroed = get(RingFile.HEAD);
  }

  /** What the checksums of a file's frames are bound to. */
  static long keyOf(long ringId, long number) {
    return mix(ringId ^ mix(number));
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    return mixed ^ mixed >>> 31;
  }

  RingFile file() {
    return file;
  }

  RingNames names() {
    return names;
  }

  long base() {
    return base;
  }

  @Nullable Generation older() {
    return older;
  }

  void forgetOlder() {
    older = null;
  }

  /** The position after the last claim. */
  long tail() {
    return get(RingFile.TAIL) & Long.MAX_VALUE;
  }

  boolean isSealed() {
    return get(RingFile.TAIL) < 0;
  }

  long freed() {
    return zeroed;
  }

  /**
   * Claims room for one frame.
   *
   * @return its position, {@link Ring#FULL}, or {@link #SEALED}
   */
  long tryClaim(int size) {
    for (; ; ) {
      long tail = get(RingFile.TAIL);
      if (tail < 0) {
        return SEALED;
      }
      int edge = capacity - offset(tail);
      int skip = size <= edge ? 0 : edge;
      if (tail + skip + size - zeroed > capacity) {
        return Ring.FULL;
      }
      if (cas(RingFile.TAIL, tail, tail + skip + size)) {
        if (skip > 0) {
          cas(index(tail), 0, padding(skip)); // if it is not free it is padding already
        }
        if (cas(index(tail + skip), 0, claimed(size))) {
          return tail + skip;
        }
      }
    }
  }

  /** Ends claims for good, and says where. */
  long seal() {
    for (; ; ) {
      long tail = get(RingFile.TAIL);
      if (tail < 0 || cas(RingFile.TAIL, tail, tail | Long.MIN_VALUE)) {
        return tail & Long.MAX_VALUE;
      }
    }
  }

  /**
   * After the file was cut, or overwritten: claims end before anything can be written to it again.
   *
   * @param end where the frames end at most, should nobody know any more
   * @param taken how far the worker has come, which may have taken for frames what is none
   */
  void endCut(long end, long taken) throws IOException {
    torn = true;
    cut = true;
    boolean headerGone = file.lengthenHeader();
    long tail = headerGone ? end : seal();
    put(RingFile.TAIL, Math.max(tail, taken) | Long.MIN_VALUE);
    if (headerGone) {
      put(RingFile.FREED, zeroed);
      put(RingFile.HEAD, zeroed);
      put(RingFile.HANDED, zeroed);
      file.restoreHeader();
    }
    file.lengthen();
    names.restore();
  }

  /** Whether {@link #endCut} was called: claims must never go on here. */
  boolean wasCut() {
    return cut;
  }

  /** Whether it was and {@link #mend} was not: anything may stand where there were frames. */
  boolean isTorn() {
    return torn;
  }

  /** Keeps what is proven to be a frame from the position on, and makes padding of the rest. */
  void mend(long position) {
    byte[] scratch = new byte[Math.min(capacity, MappedRing.MAX_FRAME_BYTES) + Frame.TRAILER];
    long end = tail();
    long gap = position;
    for (long at = position; at < end; ) {
      if (isProven(at, scratch)) {
        padGap(gap, at);
        at += sizeIn(word(at));
        gap = at;
      } else {
        at += Long.BYTES;
      }
    }
    padGap(gap, end);
    torn = false;
  }

  private void padGap(long from, long to) {
    for (long at = from; at < to; ) {
      int size = (int) Math.min(to - at, bytesToEdge(at));
      pad(at, size);
      at += size;
    }
  }

  void unseal() {
    put(RingFile.TAIL, tail());
    names.resume();
  }

  void renameTo(Path path) throws IOException {
    file = file.renamed(path);
  }

  /**
   * Copies a payload into a claimed frame.
   *
   * @param bytes the payload from {@link Frame#GAP} to {@code end}, with room for {@link
   *     Frame#TRAILER} more; what is around it is overwritten
   */
  void write(long position, byte[] bytes, int end, int tag) {
    int size = MappedRing.frameSize(end - Frame.GAP);
    Frame.LONG.set(bytes, end, 0L); // the zeros up to the end of the frame, and perhaps more
    Frame.INT.set(bytes, Frame.LENGTH, end - Frame.GAP | tag << Frame.LENGTH_BITS);
    Frame.INT.set(bytes, Frame.CRC, crcOf(position ^ key, bytes, size));
    buffer.put(index(position) + Frame.CRC, bytes, Frame.CRC, size - Frame.CRC);
  }

  /**
   * Of a private copy, never of the map: that could end the process if the file was cut. Words of
   * eight bytes only, at even places of the array: a single byte costs as much.
   *
   * @param place the frame's position XOR the key of its file
   * @param size of the frame
   */
  static int crcOf(long place, byte[] bytes, int size) {
    Frame.LONG.set(bytes, size, place);
    Frame.LONG.set(
        bytes, size + Long.BYTES, (int) Frame.INT.get(bytes, Frame.LENGTH) & 0xFFFF_FFFFL);
    CRC32C crc = new CRC32C(); // compiled it is no object; one that is kept shares cache lines
    crc.update(bytes, Frame.GAP, size + 2 * Long.BYTES - Frame.GAP);
    return (int) crc.getValue();
  }

  /** Whether the frame is now the worker's; false if it was taken away. */
  boolean commit(long position, int kind) {
    int at = index(position);
    long word = get(at);
    return word < 0 && cas(at, word, (word & 0xFFFF_FFFFL) | (long) kind << KIND_SHIFT);
  }

  boolean isCommitted(long position) {
    return get(index(position)) > 0;
  }

  long word(long position) {
    return get(index(position));
  }

  static int sizeIn(long word) {
    return (int) word;
  }

  static boolean isEvent(long word) {
    return word > 0 && (word >>> KIND_SHIFT) == EVENT;
  }

  static boolean isPadding(long word) {
    return word > 0 && (word >>> KIND_SHIFT) == PADDING;
  }

  static long threadIn(long word) {
    return word >>> THREAD_SHIFT & Integer.MAX_VALUE;
  }

  /**
   * Copies a committed frame.
   *
   * @throws InternalError if no frame can have that size, as the JVM throws it itself, sooner or
   *     later, for what it reads of a file that was cut
   */
  void read(long position, Frame frame) {
    long word = word(position);
    int size = sizeIn(word);
    if (!isPlausible(position, size)) {
      throw new InternalError("ringFile [" + file.path() + "] has no frame at " + position);
    }
    boolean event = isEvent(word);
    byte[] bytes = frame.begin(position, size, event);
    if (event) {
      buffer.get(index(position) + Frame.CRC, bytes, Frame.CRC, size - Frame.CRC);
    }
  }

  /**
   * Whether an event lies at the position whose checksum, which includes the position, is right.
   *
   * @param scratch at least as long as the largest frame and {@link Frame#TRAILER}
   */
  boolean isProven(long position, byte[] scratch) {
    long word = word(position);
    int size = sizeIn(word);
    if (!isEvent(word) || !isPlausible(position, size) || size > scratch.length - Frame.TRAILER) {
      return false;
    }
    buffer.get(index(position) + Frame.CRC, scratch, Frame.CRC, size - Frame.CRC);
    int length = (int) Frame.INT.get(scratch, Frame.LENGTH) & Frame.MAX_LENGTH;
    if (MappedRing.frameSize(length) != size) {
      return false;
    }
    int expected = (int) Frame.INT.get(scratch, Frame.CRC);
    return crcOf(position ^ key, scratch, size) == expected;
  }

  /** Whether a frame of that size can begin at the position. */
  boolean isPlausible(long position, int size) {
    return size >= Long.BYTES && (size & 7) == 0 && size <= capacity - offset(position);
  }

  /** Makes the bytes from a position to another, which lie before the edge, one padding. */
  void pad(long position, int size) {
    put(index(position), padding(size));
  }

  /** Takes a claim away from whoever made it, and makes padding of it. */
  void abort(long position, long tail) {
    long word = word(position);
    if (word < 0) {
      cas(index(position), word, padding(sizeIn(word)));
      return;
    }
    for (long at = position; at < tail && cas(index(at), 0, padding(Long.BYTES)); ) {
      at += Long.BYTES; // no word yet, so nobody knows how long it is
    }
  }

  /** Gives everything before the position back: it is recorded as free, then zeroed. */
  void free(long position) {
    put(RingFile.FREED, position);
    zero(zeroed, position);
    put(RingFile.HEAD, position);
    zeroed = position;
  }

  /** After a search: the ring goes from one position to another, and everything else is zero. */
  void restart(long from, long end) {
    zero(end, from + capacity);
    put(RingFile.FREED, from);
    put(RingFile.HEAD, from);
    zeroed = from;
  }

  private void zero(long from, long to) {
    for (long at = from; at < to; ) {
      int index = index(at);
      int size = (int) Math.min(Math.min(to - at, capacity - offset(at)), ZEROS_LENGTH);
      buffer.put(index, ZEROS, 0, size);
      at += size;
    }
  }

  /** Makes the pages from a position to another ready to be written to, whoever writes there. */
  void warm(long from, long to) {
    for (long at = from; at < to + RingFile.PAGE; at += RingFile.PAGE) {
      RingFile.touch(buffer, index(at));
    }
  }

  /** Remembers that the handler has seen everything before the position. */
  void handed(long position) {
    RingFile.LONG.setOpaque(buffer, RingFile.HANDED, position);
  }

  int capacity() {
    return capacity;
  }

  int bytesToEdge(long position) {
    return capacity - offset(position);
  }

  private int offset(long position) {
    return (int) (position - base & capacity - 1);
  }

  private int index(long position) {
    return RingFile.FRAMES + offset(position);
  }

  private static long padding(int size) {
    return size | (long) PADDING << KIND_SHIFT;
  }

  private static long claimed(int size) {
    long thread = Thread.currentThread().getId() & Integer.MAX_VALUE;
    return Long.MIN_VALUE | thread << THREAD_SHIFT | size;
  }

  long get(int at) {
    return (long) RingFile.LONG.getVolatile(buffer, at);
  }

  void put(int at, long value) {
    RingFile.LONG.setVolatile(buffer, at, value);
  }

  private boolean cas(int at, long expected, long value) {
    return RingFile.LONG.compareAndSet(buffer, at, expected, value);
  }
}
