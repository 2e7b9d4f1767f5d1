package dev.heartwood.ring;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the frames of one file of a ring. What a word says is believed if the machine was
 * not booted since it was written and the positions fit together; what a frame holds never, unless
 * its checksum is right at its very position.
 *
 * <p>Where something is wrong, a look at the freed position tells whether a living process was
 * faster.
 */
final class RingScan implements Closeable {
  /** A file and how it was found. */
  record Source(RandomAccessFile in, RingFileState state) {}

  /** Wrong checksums cost no more than reading the ring that often. */
  private static final int MOST_READINGS = 16;

  private static final int WINDOW_BYTES = 256 * 1024;

  private final RandomAccessFile in;
  private final RingFileState state;
  private final boolean trusted;
  private final long key;
  private final long settled;
  private final long start;
  private final long limit;
  private final long deliveredEnd;
  private final byte[] scratch = new byte[MappedRing.MAX_FRAME_BYTES + Frame.TRAILER];
  private final byte[] window = new byte[WINDOW_BYTES];
  private final List<RingDamage> damage = new ArrayList<>();

  private long windowFrom = -1; // an offset in the file
  private int windowBytes;
  private long at;
  private long position;
  private int length;
  private long holes;
  private long gone;
  private long budget;

  RingScan(Source source, long settled, boolean undelivered) {
    in = source.in();
    state = source.state();
    key = Generation.keyOf(state.ringId(), state.number());
    this.settled = settled;
    boolean sound = state.isConsistent();
    trusted = state.thisBoot() && sound;
    long freed = sound || isUsable(state.freed()) ? state.freed() : state.base();
    deliveredEnd = trusted ? Math.max(freed, Math.min(settled, state.tail())) : freed;
    start = !trusted || undelivered ? deliveredEnd : state.head();
    limit = trusted ? state.tail() : freed + state.capacity();
    at = start;
    budget = (long) MOST_READINGS * state.capacity();
  }

  private boolean isUsable(long from) {
    return from >= state.base() && (from & 7) == 0 && from <= Long.MAX_VALUE - state.capacity();
  }

  /** Moves to the next event that is whole. */
  boolean next() throws IOException {
    while (at < limit) {
      long word = word(at);
      int size = Generation.sizeIn(word);
      if (isProven(at, word)) {
        position = at;
        length = (int) Frame.INT.get(scratch, Frame.LENGTH) & Frame.MAX_LENGTH;
        at += size;
        return true;
      }
      if (at < deliveredEnd) {
        at = findProven(at + Long.BYTES, deliveredEnd); // half of it may be zero again
      } else if (trusted) {
        passTrusted(word, isPlausible(at, size) && size <= limit - at);
      } else {
        passUntrusted(word);
      }
    }
    return false;
  }

  private void passTrusted(long word, boolean fits) throws IOException {
    int size = Generation.sizeIn(word);
    if (fits && Generation.isPadding(word)) {
      at += size;
    } else if (wasFreed()) {
      return;
    } else if (fits && word < 0) {
      holes++;
      at += size;
    } else if (word == 0) {
      passZeros();
    } else {
      damaged(findProven(at + Long.BYTES, fits ? at + size : limit));
    }
  }

  /** A claim without a word, unless the file ends there. */
  private void passZeros() throws IOException {
    long end = at;
    while (end < limit && word(end) == 0) {
      end += Long.BYTES;
    }
    if (state.isWhole()) {
      holes++;
      at = end;
    } else {
      damaged(end);
    }
  }

  /** The pages may be of different ages: what lies behind the last event and the tail is old. */
  private void passUntrusted(long word) throws IOException {
    long next = findProven(at + Long.BYTES, limit);
    long known = next < limit ? next : Math.max(at, Math.min(limit, state.tail()));
    boolean padding = Generation.isPadding(word) && at + Generation.sizeIn(word) == known;
    if (known > at && !padding && !wasFreed()) {
      damaged(known);
    }
    at = Math.max(at, next);
  }

  private void damaged(long end) {
    damage.add(new RingDamage(state.path(), at, RingFile.FRAMES + offset(at), end - at));
    at = end;
  }

  /** Whether a living process has delivered what we were about to read; goes on behind it. */
  private boolean wasFreed() throws IOException {
    byte[] bytes = new byte[Long.BYTES];
    long freed =
        read(in, RingFile.FREED, bytes, 0, bytes.length) == bytes.length
            ? (long) Frame.LONG.get(bytes, 0)
            : 0;
    if (freed <= at || freed <= state.freed() || (freed & 7) != 0) {
      return false;
    }
    long next = Math.min(freed, limit);
    gone += next - at;
    at = next;
    windowFrom = -1;
    return true;
  }

  private long findProven(long from, long to) throws IOException {
    for (long each = from; each < to; each += Long.BYTES) {
      long word = word(each);
      if (Generation.isEvent(word) && budget > 0) {
        if (isProven(each, word)) {
          return each;
        }
        budget -= Math.min(Math.max(0, Generation.sizeIn(word)), scratch.length);
      }
    }
    return to;
  }

  private boolean isProven(long each, long word) throws IOException {
    int size = Generation.sizeIn(word);
    if (!Generation.isEvent(word)
        || !isPlausible(each, size)
        || size < Frame.GAP
        || size > limit - each
        || size > MappedRing.MAX_FRAME_BYTES) {
      return false;
    }
    if (!copy(RingFile.FRAMES + offset(each), size)) {
      return false;
    }
    int payload = (int) Frame.INT.get(scratch, Frame.LENGTH) & Frame.MAX_LENGTH;
    if (MappedRing.frameSize(payload) != size) {
      return false;
    }
    int expected = (int) Frame.INT.get(scratch, Frame.CRC);
    return Generation.crcOf(each ^ key, scratch, size) == expected;
  }

  private boolean isPlausible(long each, int size) {
    return size >= Long.BYTES && (size & 7) == 0 && size <= state.capacity() - offset(each);
  }

  private int offset(long each) {
    return (int) (each - state.base() & state.capacity() - 1);
  }

  /** Zero where the file is cut. */
  private long word(long each) throws IOException {
    long from = RingFile.FRAMES + offset(each);
    return load(from, Long.BYTES) ? (long) Frame.LONG.get(window, (int) (from - windowFrom)) : 0;
  }

  /** Gets a frame into the scratch; false where the file is cut. */
  private boolean copy(long from, int size) throws IOException {
    if (size > window.length) {
      return read(in, from, scratch, 0, size) == size;
    }
    if (!load(from, size)) {
      return false;
    }
    System.arraycopy(window, (int) (from - windowFrom), scratch, 0, size);
    return true;
  }

  private boolean load(long from, int size) throws IOException {
    if (windowFrom < 0 || from < windowFrom || from + size > windowFrom + windowBytes) {
      windowBytes = read(in, from, window, 0, window.length);
      windowFrom = from;
    }
    return windowBytes >= size;
  }

  static int read(RandomAccessFile in, long from, byte[] into, int offset, int length)
      throws IOException {
    in.seek(from);
    int done = 0;
    while (done < length) {
      int more = in.read(into, offset + done, length - done);
      if (more < 0) {
        break;
      }
      done += more;
    }
    return done;
  }

  long position() {
    return position;
  }

  boolean isDelivered() {
    return position < deliveredEnd;
  }

  byte[] buffer() {
    return scratch;
  }

  int length() {
    return length;
  }

  List<RingDamage> damage() {
    return damage;
  }

  long holes() {
    return holes;
  }

  long gone() {
    return gone;
  }

  long passed() {
    return at - start;
  }

  long toPass() {
    return limit - start;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
