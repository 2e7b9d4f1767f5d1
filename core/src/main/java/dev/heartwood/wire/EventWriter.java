package dev.heartwood.wire;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Writes events in a compact binary form that says everything by itself: no other event is needed
 * to read one, and no table beside it unless its names are to have numbers. Nothing is allocated
 * for a plain call once the names in it have been seen.
 *
 * <pre>
 * byte  size
 *  0     1    version of this layout: 1
 *  1     1    level: 0 TRACE, 1 DEBUG, 2 INFO, 3 WARN, 4 ERROR
 *  2     1    what the event has: 1 message, 2 key-values, 4 markers, 8 MDC, 16 throwable,
 *             32 caller; 64 something of it was cut; 128 its names are numbers
 *  3     8    when, in nanoseconds since 1970; the least significant byte first
 * 11     -    text      logger, or 2 bytes its number
 *        -    text      thread, or 2 bytes its number
 *        -    text      template, or 2 bytes its number
 *        -    number    of arguments, then each: value
 *        -    text      message, if it has one; else it is the template with the arguments in it
 *        -    number    of key-values, then each: text key, value
 *        -    number    of markers, then each: marker
 *        -    number    of MDC entries, then each: text key, text value
 *        -    thrown
 *        -    frame     caller
 *
 * number      unsigned, seven bits to a byte, the least significant first; the highest bit of a
 *             byte says that another one follows
 * signed      number 2n for n &gt;= 0, and -2n-1 for n &lt; 0
 * text        number of bytes, then those: UTF-8. A surrogate without its partner has three bytes,
 *             as if it were a character
 * text?       number 0 for null, else one more than the number of bytes, then those
 * marker      text name, number of references, then each: marker
 * thrown      1 byte (1 cyclic, 2 has a cause), text class, text? message, text? own text,
 *             number of common frames, number of frames, then each: frame;
 *             number of suppressed, then each: thrown; the cause: thrown
 * frame       text? class loader, text? module, text? module version, text class, text method,
 *             text? file, signed line
 * value       1 byte, then as it says:
 *   0 null    1 text: text         2 false       3 true          4 byte: signed
 *   5 short: signed                6 int: 4 bytes                7 long: 8 bytes
 *   8 float: 4 bytes               9 double: 8 bytes            10 char: number
 *  11 BigInteger: number of bytes, then those, two's complement, the most significant first
 *  12 BigDecimal: signed scale, then as 11                      13 UUID: 16 bytes
 *  14 Instant: signed seconds, number nanoseconds               15 Duration: likewise
 *  16 list: number of values, then each: value
 *  17 map: number of entries, then each: text name, value
 * </pre>
 *
 * What has a fixed size has its least significant byte first. A value of any other type is kept as
 * the text it prints.
 *
 * <p><b>Size:</b> no event takes more than {@code maxBytes}. One that would has its long texts cut,
 * between characters and with a note of how long they were, and of long lists the end left out,
 * until it fits.
 *
 * <p><b>Threads:</b> confined to one thread at a time. <b>Ownership:</b> everything given is read
 * during the call and not kept, but for names: logger, thread and template.
 */
public final class EventWriter {
  /** The layout that is written, and the only one read. */
  public static final int VERSION = 1;

  /** Whatever is cut, an event fits into this much. */
  public static final int LEAST_MAX_BYTES = 4096;

  static final int MESSAGE = 1;
  static final int KEY_VALUES = 2;
  static final int MARKERS = 4;
  static final int MDC = 8;
  static final int THROWN = 16;
  static final int CALLER = 32;
  static final int CUT = 64;
  static final int NUMBERED = 128;

  /** Where the names begin. */
  static final int NAMES = 11;

  private static final int UNCUT = Integer.MAX_VALUE;
  private static final int INITIAL_BYTES = 1024;
  private static final int RETAINED_BYTES = 16 * 1024;

  private final Output out;
  private final EncodedHeads heads;
  private final EncodedNames loggers = new EncodedNames(64);
  private final EncodedNames threads = new EncodedNames(64);
  private final EncodedNames templates = new EncodedNames(256);

  /** For events that carry all their names; {@code maxBytes} as below. */
  public EventWriter(int maxBytes) {
    this(maxBytes, Numbering.NONE);
  }

  /**
   * @param maxBytes the most that one event may take, at least {@link #LEAST_MAX_BYTES}
   * @param numbering gives numbers to the names of events with arguments
   */
  public EventWriter(int maxBytes, Numbering numbering) {
    if (maxBytes < LEAST_MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes must be at least " + LEAST_MAX_BYTES + ", was " + maxBytes);
    }
    out = new Output(maxBytes, INITIAL_BYTES, RETAINED_BYTES);
    heads = new EncodedHeads(numbering);
  }

  /**
   * An event whose names are numbers, as it is with its names in full: to be kept elsewhere.
   *
   * @param names as {@link EventView} has them
   * @return null if its names are no numbers, or one of them is not known
   */
  public static byte @Nullable [] inFull(
      byte[] bytes, int from, int length, IntFunction<byte @Nullable []> names) {
    int rest = NAMES + 3 * Short.BYTES;
    if (length < rest || bytes[from] != VERSION || (bytes[from + 2] & NUMBERED) == 0) {
      return null;
    }
    Output out = new Output(Integer.MAX_VALUE, INITIAL_BYTES, RETAINED_BYTES);
    out.begin(0, UNCUT);
    out.put(bytes, from, NAMES);
    out.put(2, (byte) (bytes[from + 2] & ~NUMBERED));
    for (int at = from + NAMES; at < from + rest; at += Short.BYTES) {
      byte[] name = names.apply(bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8);
      if (name == null) {
        return null;
      }
      out.number(name.length);
      out.put(name, 0, name.length);
    }
    out.put(bytes, from + rest, length - rest);
    return Arrays.copyOf(out.array(), out.length());
  }

  /** Lets go of what was written, and leaves {@code gap} bytes for the user in front. */
  public void clear(int gap) {
    out.clear(gap);
  }

  /** Appends the whole event. Whether something of it was cut. */
  public boolean write(LogEvent event) {
    return write(
        event.epochNanos(),
        event.level(),
        event.loggerName(),
        event.threadName(),
        event.template(),
        event.arguments(),
        event.messagePending() ? null : event.message(),
        event.keyValues(),
        event.markers(),
        event.mdc(),
        event.thrown(),
        event.caller());
  }

  /**
   * Appends an event given by its parts.
   *
   * @param message null if it is the template with the arguments in it
   * @return whether something of it was cut
   */
  public boolean write(
      long epochNanos,
      Level level,
      String loggerName,
      String threadName,
      String template,
      List<? extends @Nullable Object> arguments,
      @Nullable String message,
      List<KeyValue> keyValues,
      List<LogMarker> markers,
      Map<String, String> mdc,
      @Nullable ThrownData thrown,
      @Nullable StackTraceElement caller) {
    String text = arguments.isEmpty() && template.equals(message) ? null : message;
    int has =
        (text == null ? 0 : MESSAGE)
            | (keyValues.isEmpty() ? 0 : KEY_VALUES)
            | (markers.isEmpty() ? 0 : MARKERS)
            | (mdc.isEmpty() ? 0 : MDC)
            | (thrown == null ? 0 : THROWN)
            | (caller == null ? 0 : CALLER);
    int start = out.length();
    int most = UNCUT;
    for (; ; ) {
      try {
        begin(start, epochNanos, level, most);
        int kept = most == 0 ? has & MESSAGE : has;
        int numbered = names(loggerName, threadName, template, !arguments.isEmpty());
        out.put(start + 2, (byte) (most == UNCUT ? kept | numbered : kept | CUT));
        arguments(arguments);
        if (kept != 0) {
          rest(kept, text, keyValues, markers, mdc, thrown, caller);
        }
        return most != UNCUT;
      } catch (Output.Overflow e) {
        most = shorter(most);
      }
    }
  }

  /**
   * Appends a plain call; the parameters are those of {@link dev.heartwood.CallHandler#handleCall}.
   *
   * @return whether something of it was cut
   */
  public boolean writeCall(
      long epochNanos,
      Level level,
      String loggerName,
      String threadName,
      String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> mdc) {
    int start = out.length();
    int most = UNCUT;
    for (; ; ) {
      try {
        begin(start, epochNanos, level, most);
        int has = mdc.isEmpty() ? 0 : MDC;
        int numbered = names(loggerName, threadName, template, argumentCount > 0);
        out.put(start + 2, (byte) (most == UNCUT ? has | numbered : has | CUT));
        arguments(first, second, array, argumentCount);
        if (has != 0) {
          mdc(mdc);
        }
        return most != UNCUT;
      } catch (Output.Overflow e) {
        most = shorter(most);
      }
    }
  }

  /** The array behind this writer, valid up to {@link #length()} until the next call. */
  public byte[] array() {
    return out.array();
  }

  /** How much was written since {@link #clear}, the gap included. */
  public int length() {
    return out.length();
  }

  /** Makes sure that the array is so much longer than what was written, for a user's trailer. */
  public byte[] reserve(int more) {
    return out.reserve(more);
  }

  private int shorter(int most) {
    return most == UNCUT ? out.maxEventBytes() / 2 : most / 2; // with 0 whatever it is fits
  }

  private void begin(int start, long epochNanos, Level level, int most) {
    out.begin(start, most);
    byte[] bytes = out.reserve(NAMES);
    bytes[start] = VERSION;
    bytes[start + 1] = (byte) (level.toInt() / 10);
    out.skip(NAMES);
    Output.putLong(bytes, start + 3, epochNanos);
  }

  /** Whether they are {@link #NUMBERED}, or 0. */
  private int names(String logger, String thread, String template, boolean comesAgain) {
    int outcome = comesAgain && out.isUncut() ? heads.write(logger, thread, template, out) : -1;
    if (outcome >= 0) {
      return outcome;
    }
    int from = out.length();
    out.name(logger, loggers);
    int threadAt = out.length();
    out.name(thread, threads);
    int templateAt = out.length();
    if (!comesAgain) {
      out.text(template); // perhaps put together by the caller, and different each time
      return 0;
    }
    out.name(template, templates);
    if (out.isUncut()) {
      int to = out.length();
      heads.keep(logger, thread, template, out.array(), from, threadAt, templateAt, to);
    }
    return 0;
  }

  private void arguments(List<? extends @Nullable Object> arguments) {
    int size = out.count(arguments.size());
    if (arguments instanceof RandomAccess) {
      for (int i = 0; i < size; i++) {
        Values.write(arguments.get(i), out);
      }
      return;
    }
    int left = size;
    for (Object argument : arguments) {
      if (left-- > 0) {
        Values.write(argument, out);
      }
    }
  }

  private void arguments(
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int count) {
    int size = out.count(count);
    if (array != null) {
      for (int i = 0; i < size; i++) {
        Values.write(array[i], out);
      }
      return;
    }
    if (size > 0) {
      Values.write(first, out);
    }
    if (size > 1) {
      Values.write(second, out);
    }
  }

  private void rest(
      int has,
      @Nullable String message,
      List<KeyValue> keyValues,
      List<LogMarker> markers,
      Map<String, String> mdc,
      @Nullable ThrownData thrown,
      @Nullable StackTraceElement caller) {
    if (message != null) {
      out.text(message);
    }
    if ((has & KEY_VALUES) != 0) {
      int left = out.count(keyValues.size());
      for (int i = 0; i < left; i++) {
        out.text(keyValues.get(i).key());
        Values.write(keyValues.get(i).value(), out);
      }
    }
    if ((has & MARKERS) != 0) {
      Throwables.writeMarkers(markers, out);
    }
    if ((has & MDC) != 0) {
      mdc(mdc);
    }
    if (thrown != null && (has & THROWN) != 0) {
      Throwables.write(thrown, out);
    }
    if (caller != null && (has & CALLER) != 0) {
      Throwables.writeFrame(caller, out);
    }
  }

  private void mdc(Map<String, String> mdc) {
    int left = out.count(mdc.size());
    for (Map.Entry<String, String> entry : mdc.entrySet()) {
      if (left-- > 0) {
        out.text(entry.getKey());
        out.text(entry.getValue());
      }
    }
  }
}
