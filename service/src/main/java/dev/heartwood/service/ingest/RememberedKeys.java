package dev.heartwood.service.ingest;

import java.io.IOException;
import java.util.Arrays;

/**
 * Keys with two numbers each, for as long as they are remembered; of more than fit the oldest go.
 * About fifty bytes a key, allocated as they come.
 *
 * <p>A ring of places in the order they were added, and a table of those places by the hash of the
 * key with linear probing.
 *
 * <p><b>Threads:</b> guarded by its user.
 */
final class RememberedKeys {
  private static final int FIRST_CAPACITY = 1024;
  private static final int NONE = -1;

  private final int maxKeys;
  private final int maxAgeSeconds;
  private long[] high = new long[FIRST_CAPACITY];
  private long[] low = new long[FIRST_CAPACITY];
  private long[] first = new long[FIRST_CAPACITY];
  private long[] second = new long[FIRST_CAPACITY];
  private int[] addedSeconds = new int[FIRST_CAPACITY];
  private int[] table = emptyTable(2 * FIRST_CAPACITY);
  private int oldest;
  private int size;
  private long forgotten;

  /**
   * @param maxKeys at least 1
   */
  RememberedKeys(int maxKeys, int maxAgeSeconds) {
    this.maxKeys = maxKeys;
    this.maxAgeSeconds = maxAgeSeconds;
  }

  int size() {
    return size;
  }

  /** Keys that went before their time. */
  long forgotten() {
    return forgotten;
  }

  /** The place of a key, for {@link #first} and {@link #second}; negative if it is not there. */
  int find(KeyHash key, int nowSeconds) {
    int place = table[slotOf(key.high(), key.low())];
    return place == NONE || isOld(place, nowSeconds) ? NONE : place;
  }

  long first(int place) {
    return first[place];
  }

  long second(int place) {
    return second[place];
  }

  /** Adds a key, or gives the one that is there other numbers. */
  void put(KeyHash key, long firstNumber, long secondNumber, int nowSeconds) {
    int slot = slotOf(key.high(), key.low());
    if (table[slot] != NONE) {
      first[table[slot]] = firstNumber;
      second[table[slot]] = secondNumber;
      return;
    }
    while (size > 0 && isOld(oldest, nowSeconds)) {
      removeOldest();
    }
    if (size == maxKeys) {
      removeOldest();
      forgotten++;
    }
    if (size == high.length) {
      grow();
    }
    int place = (oldest + size) % high.length;
    high[place] = key.high();
    low[place] = key.low();
    first[place] = firstNumber;
    second[place] = secondNumber;
    addedSeconds[place] = nowSeconds;
    size++;
    table[slotOf(key.high(), key.low())] = place;
  }

  private boolean isOld(int place, int nowSeconds) {
    return nowSeconds - addedSeconds[place] >= maxAgeSeconds;
  }

  private void removeOldest() {
    int slot = slotOf(high[oldest], low[oldest]);
    close(slot);
    oldest = (oldest + 1) % high.length;
    size--;
  }

  /** Empties a slot and moves up what was pushed past it. */
  private void close(int slot) {
    int hole = slot;
    int next = slot;
    while (true) {
      next = (next + 1) % table.length;
      int place = table[next];
      if (place == NONE) {
        break;
      }
      int home = home(high[place], low[place]);
      boolean mayMove = hole <= next ? home <= hole || home > next : home <= hole && home > next;
      if (mayMove) {
        table[hole] = place;
        hole = next;
      }
    }
    table[hole] = NONE;
  }

  /** The slot that holds a key, or the empty one where it would be. */
  private int slotOf(long keyHigh, long keyLow) {
    int slot = home(keyHigh, keyLow);
    while (table[slot] != NONE && (high[table[slot]] != keyHigh || low[table[slot]] != keyLow)) {
      slot = (slot + 1) % table.length;
    }
    return slot;
  }

  private int home(long keyHigh, long keyLow) {
    return (int) Math.floorMod(keyHigh ^ keyLow, (long) table.length);
  }

  private void grow() {
    int capacity = (int) Math.min(maxKeys, 2L * high.length);
    high = unrolled(high, capacity);
    low = unrolled(low, capacity);
    first = unrolled(first, capacity);
    second = unrolled(second, capacity);
    int[] seconds = new int[capacity];
    for (int i = 0; i < size; i++) {
      seconds[i] = addedSeconds[(oldest + i) % addedSeconds.length];
    }
    addedSeconds = seconds;
    oldest = 0;
    table = emptyTable(2 * capacity);
    for (int place = 0; place < size; place++) {
      table[slotOf(high[place], low[place])] = place;
    }
  }

  private long[] unrolled(long[] ring, int capacity) {
    long[] longer = new long[capacity];
    for (int i = 0; i < size; i++) {
      longer[i] = ring[(oldest + i) % ring.length];
    }
    return longer;
  }

  private static int[] emptyTable(int length) {
    int[] table = new int[length];
    Arrays.fill(table, NONE);
    return table;
  }

  /** Their number, the number forgotten, then each: four longs and the time. */
  void write(ByteSink out) {
    out.fourBytes(size);
    out.eightBytes(forgotten);
    for (int i = 0; i < size; i++) {
      int place = (oldest + i) % high.length;
      out.eightBytes(high[place]);
      out.eightBytes(low[place]);
      out.eightBytes(first[place]);
      out.eightBytes(second[place]);
      out.fourBytes(addedSeconds[place]);
    }
  }

  void read(ByteSource in) throws IOException {
    int count = in.fourBytes();
    long lost = in.eightBytes();
    for (int i = 0; i < count; i++) {
      KeyHash key = new KeyHash(in.eightBytes(), in.eightBytes());
      long firstNumber = in.eightBytes();
      long secondNumber = in.eightBytes();
      put(key, firstNumber, secondNumber, in.fourBytes());
    }
    forgotten += lost;
  }
}
