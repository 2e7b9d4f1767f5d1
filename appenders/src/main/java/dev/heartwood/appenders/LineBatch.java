package dev.heartwood.appenders;

import dev.heartwood.LogEvent;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Utf8Buffer;
import java.util.Arrays;

/**
 * Encoded events that wait to be written together, and where each of them ends.
 *
 * <p><b>Threads:</b> one at a time; the handler that owns it sees to that.
 */
public final class LineBatch {
  /** A buffer that one huge event has stretched beyond this is not kept. */
  private static final int MAX_KEPT_BYTES = 1024 * 1024;

  private final Encoder encoder;
  private Utf8Buffer bytes = new Utf8Buffer();
  private int[] ends = new int[64];
  private long[] numbers = {};
  private int events;

  public LineBatch(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Adds an event as a whole, or nothing if the encoder fails. */
  public void add(LogEvent event) {
    int start = bytes.length();
    boolean whole = false;
    try {
      encoder.encode(event, bytes);
      whole = true;
    } finally {
      if (!whole) {
        bytes.truncate(start);
      }
    }
    if (events == ends.length) {
      ends = Arrays.copyOf(ends, 2 * events);
    }
    ends[events++] = bytes.length();
  }

  /** The same, with a number that stays with the event. */
  public void add(LogEvent event, long number) {
    add(event);
    if (numbers.length < ends.length) {
      numbers = Arrays.copyOf(numbers, ends.length);
    }
    numbers[events - 1] = number;
  }

  /** The number of an event, by its place; 0 if it came without one. */
  public long numberOf(int event) {
    return event < numbers.length ? numbers[event] : 0;
  }

  void addHeader() {
    encoder.encodeHeader(bytes);
  }

  void addFooter() {
    encoder.encodeFooter(bytes);
  }

  /** Takes back what {@link #add} added last. */
  public void removeLast() {
    events--;
    bytes.truncate(events == 0 ? 0 : ends[events - 1]);
  }

  /** How many events lie within the first bytes. */
  int eventsWithin(int byteCount) {
    int found = Arrays.binarySearch(ends, 0, events, byteCount);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Where the first so many events end. */
  public int endOf(int eventCount) {
    return eventCount == 0 ? 0 : ends[eventCount - 1];
  }

  /** Removes the first events, which are written. */
  public void removeFirst(int eventCount) {
    int cut = endOf(eventCount);
    Utf8Buffer rest = new Utf8Buffer();
    rest.append(bytes.array(), cut, bytes.length() - cut);
    bytes = rest;
    events -= eventCount;
    for (int i = 0; i < events; i++) {
      ends[i] = ends[i + eventCount] - cut;
    }
    if (numbers.length > 0) {
      System.arraycopy(numbers, eventCount, numbers, 0, events);
    }
  }

  public void clear() {
    events = 0;
    if (bytes.array().length > MAX_KEPT_BYTES) {
      bytes = new Utf8Buffer();
    } else {
      bytes.clear();
    }
  }

  public boolean isEmpty() {
    return bytes.length() == 0;
  }

  public int events() {
    return events;
  }

  public int length() {
    return bytes.length();
  }

  public byte[] array() {
    return bytes.array();
  }
}
