package dev.heartwood.ring;

/**
 * Makes a generation whole that a dead process has left: afterwards every byte from its head to its
 * tail belongs to a committed frame, and every other byte is zero. Each step may be repeated, so a
 * recovery that is itself killed does no harm.
 *
 * <p>If the machine was not booted since, the words can be trusted. Otherwise the pages of the file
 * may be of different ages: head and tail are hints, and only frames whose checksum is right at
 * their very position are taken.
 */
final class RingRecovery {
  /** Wrong checksums cost no more than reading the ring that often. */
  private static final int MOST_READINGS = 16;

  private final Generation ring;
  private final byte[] scratch;
  private long budget;
  private long handed;
  private long events;
  private long seen;
  private long holes;
  private long lostBytes;

  private RingRecovery(Generation ring) {
    this.ring = ring;
    scratch = new byte[Math.min(ring.capacity(), MappedRing.MAX_FRAME_BYTES) + Frame.TRAILER];
    budget = (long) MOST_READINGS * ring.capacity();
  }

  /**
   * @param settled everything before this position is known to be delivered; 0 if nothing is known
   * @param newest whether claims are to go on in this generation
   */
  static Recovered recover(Generation ring, long settled, boolean newest) {
    return new RingRecovery(ring).run(settled, newest);
  }

  private Recovered run(long settled, boolean newest) {
    long freed = ring.get(RingFile.FREED);
    long head = ring.get(RingFile.HEAD);
    long tail = ring.tail();
    boolean sound =
        isInside(head, freed) && isInside(freed, tail) && tail - head <= ring.capacity();
    boolean trusted = ring.file().isOfThisBoot() && sound;
    long from = sound || freed >= ring.base() && (freed & 7) == 0 ? freed : ring.base();
    if (trusted && settled > from && (settled & 7) == 0) {
      from = Math.min(settled, tail);
    }
    handed = trusted ? ring.get(RingFile.HANDED) : Long.MAX_VALUE;
    long end = tail;
    if (trusted) {
      ring.free(from);
      walk(from, tail);
    } else {
      end = search(from, from + ring.capacity());
      ring.restart(from, end);
    }
    ring.put(RingFile.TAIL, newest ? end : end | Long.MIN_VALUE);
    ring.file().claimForThisBoot();
    return new Recovered(events, seen, holes, lostBytes, trusted);
  }

  private static boolean isInside(long from, long to) {
    return from >= 0 && from <= to && (from & 7) == 0 && (to & 7) == 0;
  }

  private void walk(long from, long tail) {
    long at = from;
    while (at < tail) {
      long word = ring.word(at);
      int size = Generation.sizeIn(word);
      boolean fits = ring.isPlausible(at, size) && size <= tail - at;
      if (fits && (Generation.isEvent(word) || Generation.isPadding(word))) {
        count(at, word);
        at += size;
      } else if (fits && word < 0) {
        holes++;
        ring.pad(at, size);
        at += size;
      } else if (word == 0) {
        holes++;
        at = pad(at, endOfZeros(at, tail));
      } else {
        long next = findProven(at, tail);
        lostBytes += next - at;
        at = pad(at, next);
      }
    }
  }

  private void count(long at, long word) {
    if (Generation.isEvent(word)) {
      events++;
      if (at < handed) {
        seen++;
      }
    }
  }

  /** A claim without a word: zeros up to the word of the next frame. */
  private long endOfZeros(long from, long tail) {
    long at = from;
    while (at < tail && ring.word(at) == 0) {
      at += Long.BYTES;
    }
    return at;
  }

  /** Takes what is proven, makes padding of what lies between, and returns the end of the last. */
  private long search(long from, long limit) {
    long end = from;
    long at = findProven(from, limit);
    while (at < limit) {
      if (at > end) {
        holes++;
        pad(end, at);
      }
      long word = ring.word(at);
      count(at, word);
      end = at + Generation.sizeIn(word);
      at = findProven(end, limit);
    }
    return end;
  }

  private long findProven(long from, long limit) {
    for (long at = from; at < limit; at += Long.BYTES) {
      long word = ring.word(at);
      if (Generation.isEvent(word) && budget > 0) {
        if (ring.isProven(at, scratch) && Generation.sizeIn(word) <= limit - at) {
          return at;
        }
        budget -= Math.min(Generation.sizeIn(word), scratch.length);
      }
    }
    return limit;
  }

  /** Padding does not cross the edge. */
  private long pad(long from, long to) {
    long at = from;
    while (at < to) {
      int size = (int) Math.min(to - at, ring.bytesToEdge(at));
      ring.pad(at, size);
      at += size;
    }
    return to;
  }
}
