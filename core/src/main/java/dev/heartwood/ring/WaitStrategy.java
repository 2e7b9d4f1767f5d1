package dev.heartwood.ring;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does while its ring is empty. The text form has the names and parameters that users
 * of Disruptor and logstash-logback-encoder know:
 *
 * <pre>
 * adaptive                                spins briefly, parks 1 ms while there is traffic, else sleeps
 * adaptive{100,microseconds}              the same with shorter parks: about 20 % of a core
 * blocking                                sleeps at once; the next call wakes it
 * timeoutBlocking{10,milliseconds}        the same, and looks by itself that often
 * liteBlocking                            as blocking, without a fence in the call
 * liteTimeoutBlocking{10,milliseconds}    as timeoutBlocking, without a fence in the call
 * sleeping{200,100}                       that many looks, then parks of that many nanoseconds
 * yielding                                100 looks, then yields between looks
 * busySpin                                looks all the time: takes a whole core
 * phasedBackoff{10,60,seconds,blocking}   spins that long, yields that long, then goes on as named
 * </pre>
 *
 * A worker is woken by calls only where it sleeps, at most once each time. None of them takes a
 * lock or enters a monitor on the calling thread.
 */
public final class WaitStrategy {
  /** Parks of 1 ms while there is traffic, longer ones in silence, woken then by the next call. */
  public static final WaitStrategy ADAPTIVE = adaptive(Duration.ofMillis(1));

  public static final WaitStrategy BLOCKING = sleep("blocking", null, true);

  public static final WaitStrategy LITE_BLOCKING = sleep("liteBlocking", null, false);

  public static final WaitStrategy SLEEPING = sleeping(200, 100);

  public static final WaitStrategy YIELDING =
      new WaitStrategy("yielding", false, () -> Idling.yielding(100));

  public static final WaitStrategy BUSY_SPIN =
      new WaitStrategy("busySpin", false, () -> (bell, looks) -> Thread.onSpinWait());

  private static final Pattern GRAMMAR =
      Pattern.compile("\\s*([A-Za-z]+)\\s*(?:\\{(.*)\\}|\\((.*)\\))?\\s*");

  /** How often a sleeping worker looks by itself, should it have missed being woken. */
  private static final long BACKSTOP_NANOS = 100_000_000;

  private static final long LITE_BACKSTOP_NANOS = 20_000_000;

  private final String text;
  private final boolean fenced;
  private final IdlingFactory idling;

  private WaitStrategy(String text, boolean fenced, IdlingFactory idling) {
    this.text = text;
    this.fenced = fenced;
    this.idling = idling;
  }

  /** As {@link #ADAPTIVE}, with parks of another length while there is traffic. */
  public static WaitStrategy adaptive(Duration park) {
    long nanos = positive("park", park);
    String text = nanos == 1_000_000 ? "adaptive" : "adaptive{" + nanos + ",nanoseconds}";
    return new WaitStrategy(text, false, () -> new AdaptiveIdling(nanos));
  }

  /** Looks that often, then parks that long between looks. */
  public static WaitStrategy sleeping(int looks, long parkNanos) {
    if (looks < 0 || parkNanos < 1) {
      throw new IllegalArgumentException(
          "sleeping must have at least 0 looks and 1 ns, was {" + looks + "," + parkNanos + "}");
    }
    return new WaitStrategy(
        "sleeping{" + looks + "," + parkNanos + "}",
        false,
        () -> Idling.sleeping(looks, parkNanos));
  }

  /** Spins, then yields, for the given times since the ring was empty, then does as the last. */
  public static WaitStrategy phasedBackoff(Duration spin, Duration yield, WaitStrategy fallback) {
    long spinNanos = notNegative("spin", spin);
    long yieldNanos = notNegative("yield", yield);
    return new WaitStrategy(
        "phasedBackoff{" + spinNanos + "," + yieldNanos + ",nanoseconds," + fallback + "}",
        fallback.fenced,
        () -> new PhasedIdling(spinNanos, yieldNanos, fallback.newIdling()));
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the name is unknown or its parameters are wrong
   */
  public static WaitStrategy parse(String text) {
    Matcher matcher = GRAMMAR.matcher(Objects.requireNonNull(text, "text"));
    if (!matcher.matches()) {
      throw unknown(text);
    }
    String inner = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
    List<String> args =
        inner == null || inner.isBlank()
            ? List.of()
            : Stream.of(inner.split(",", 4)).map(String::strip).toList();
    try {
      return named(text, matcher.group(1).toLowerCase(Locale.ROOT), args);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "wait strategy has missing or malformed parameters: " + text, e);
    }
  }

  private static WaitStrategy named(String text, String name, List<String> args) {
    return switch (name) {
      case "adaptive" -> args.isEmpty() ? ADAPTIVE : adaptive(duration(args, 2));
      case "blocking" -> plain(text, args, BLOCKING);
      case "liteblocking" -> plain(text, args, LITE_BLOCKING);
      case "timeoutblocking" -> sleep("timeoutBlocking", duration(args, 2), true);
      case "litetimeoutblocking" -> sleep("liteTimeoutBlocking", duration(args, 2), false);
      case "sleeping" ->
          args.isEmpty()
              ? SLEEPING
              : sleeping(
                  Integer.parseInt(args.get(0)),
                  args.size() > 1 ? Long.parseLong(sized(args, 2).get(1)) : 100);
      case "yielding" -> plain(text, args, YIELDING);
      case "busyspin" -> plain(text, args, BUSY_SPIN);
      case "phasedbackoff" -> {
        TimeUnit unit = unit(args.get(2));
        yield phasedBackoff(
            Duration.of(Long.parseLong(args.get(0)), unit.toChronoUnit()),
            Duration.of(Long.parseLong(args.get(1)), unit.toChronoUnit()),
            parse(args.get(3)));
      }
      default -> throw unknown(text);
    };
  }

  private static WaitStrategy sleep(String name, @Nullable Duration timeout, boolean fenced) {
    if (timeout == null) {
      long nanos = fenced ? BACKSTOP_NANOS : LITE_BACKSTOP_NANOS;
      return new WaitStrategy(name, fenced, () -> Idling.sleep(nanos));
    }
    long nanos = positive("timeout", timeout);
    return new WaitStrategy(
        name + "{" + nanos + ",nanoseconds}", fenced, () -> Idling.sleep(nanos));
  }

  private static WaitStrategy plain(String text, List<String> args, WaitStrategy strategy) {
    if (!args.isEmpty()) {
      throw new IllegalArgumentException(strategy + " takes no parameters: " + text);
    }
    return strategy;
  }

  private static Duration duration(List<String> args, int size) {
    sized(args, size);
    return Duration.of(Long.parseLong(args.get(0)), unit(args.get(1)).toChronoUnit());
  }

  private static List<String> sized(List<String> args, int size) {
    if (args.size() != size) {
      throw new IndexOutOfBoundsException(args.size());
    }
    return args;
  }

  private static TimeUnit unit(String name) {
    return TimeUnit.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static long positive(String what, Duration duration) {
    long nanos = duration.toNanos();
    if (nanos < 1) {
      throw new IllegalArgumentException(what + " must be more than 0, was " + duration);
    }
    return nanos;
  }

  private static long notNegative(String what, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(what + " must not be negative, was " + duration);
    }
    return duration.toNanos();
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "wait strategy must be one of adaptive, blocking, timeoutBlocking, liteBlocking,"
            + " liteTimeoutBlocking, sleeping, yielding, busySpin, phasedBackoff, was "
            + text);
  }

  /** Whether a call has to make its event visible before it looks whether the worker sleeps. */
  boolean fenced() {
    return fenced;
  }

  Idling newIdling() {
    return idling.create();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WaitStrategy that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text form that {@link #parse} reads. */
  @Override
  public String toString() {
    return text;
  }

  @FunctionalInterface
  private interface IdlingFactory {
    Idling create();
  }
}
