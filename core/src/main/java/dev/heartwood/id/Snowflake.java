package dev.heartwood.id;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Ids of 64 bits in the order of time, unique over up to 1024 machines that never talk [1].
 *
 * <pre>
 * bits  1 zero | 41 milliseconds since {@link #EPOCH_MILLIS} (until 2094) | 10 machine | 12 sequence
 * text  {@code <epochMillis>-<machine>-<sequence>}, epochMillis since 1970: {@code 1795169730123-7-42}
 * </pre>
 *
 * <p><b>Order:</b> each id is greater than every one this object gave before. The time in it never
 * goes back: while the clock is behind the last id (it was set back, or more than 4096 ids were
 * asked for in one millisecond) the sequence counts on and carries into the milliseconds, which
 * then run ahead of the clock until it has caught up. Nobody waits. The text form sorts as text
 * only by its milliseconds; compare {@link #parse} of it.
 *
 * <p><b>Restart:</b> a clock that was set back while the process was down could repeat ids. Who
 * keeps ids on disk stores {@link #lastMillis()} now and then, with a margin for what is issued in
 * between, and passes it to the next life as the floor.
 *
 * <pre>
 * field  written by                read by    ordering
 * last   the caller that gets it   callers    compare and set; time and sequence in one long
 * </pre>
 *
 * <p>[1] Twitter's Snowflake, 2010.
 */
public final class Snowflake implements IdGenerator {
  /** 2025-01-01T00:00Z, where the milliseconds of the 64-bit form start. */
  public static final long EPOCH_MILLIS = 1_735_689_600_000L;

  public static final int MAX_MACHINE = 1023;

  private static final int SEQUENCE_BITS = 12;
  private static final int MACHINE_BITS = 10;
  private static final int TIME_SHIFT = SEQUENCE_BITS + MACHINE_BITS;
  private static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;
  private static final long MAX_OFFSET_MILLIS = (1L << 41) - 1;

  private final int machine;
  private final InstantSource clock;
  private final AtomicLong last;

  /** With a machine id derived from this process, see {@link MachineId#derived()}. */
  public Snowflake() {
    this(MachineId.derived());
  }

  public Snowflake(int machine) {
    this(machine, InstantSource.system());
  }

  public Snowflake(int machine, InstantSource clock) {
    this(machine, clock, EPOCH_MILLIS - 1);
  }

  /**
   * @param machine 0 to 1023, different for each process whose ids meet
   * @param floorMillis milliseconds since 1970; every id is later, so that the last ones of an
   *     earlier life are not issued again
   */
  public Snowflake(int machine, InstantSource clock, long floorMillis) {
    if (machine < 0 || machine > MAX_MACHINE) {
      throw new IllegalArgumentException("machine must be 0 to 1023, was " + machine);
    }
    if (floorMillis - EPOCH_MILLIS >= MAX_OFFSET_MILLIS) {
      throw new IllegalArgumentException("floorMillis must be before 2094, was " + floorMillis);
    }
    this.machine = machine;
    this.clock = Objects.requireNonNull(clock, "clock");
    long floor = Math.max(-1, floorMillis - EPOCH_MILLIS);
    this.last = new AtomicLong((floor << SEQUENCE_BITS) + MAX_SEQUENCE);
  }

  /**
   * The next id as a number.
   *
   * @throws IllegalStateException after 2094, when 41 bits of milliseconds are used up
   */
  public long next() {
    long stamp = nextStamp();
    return stamp >>> SEQUENCE_BITS << TIME_SHIFT
        | (long) machine << SEQUENCE_BITS
        | stamp & MAX_SEQUENCE;
  }

  @Override
  public String nextId() {
    return text(next());
  }

  /**
   * The time of the latest id, in milliseconds since 1970, which may be ahead of the clock; before
   * the first id the floor.
   */
  public long lastMillis() {
    return (last.get() >> SEQUENCE_BITS) + EPOCH_MILLIS;
  }

  public int machine() {
    return machine;
  }

  /** When the id was issued, in milliseconds since 1970. */
  public static long epochMillis(long id) {
    return (id >>> TIME_SHIFT) + EPOCH_MILLIS;
  }

  public static int machine(long id) {
    return (int) (id >>> SEQUENCE_BITS) & MAX_MACHINE;
  }

  public static int sequence(long id) {
    return (int) (id & MAX_SEQUENCE);
  }

  /** The text form of an id. */
  public static String text(long id) {
    return epochMillis(id) + "-" + machine(id) + "-" + sequence(id);
  }

  /**
   * The id that has this text form.
   *
   * @throws IllegalArgumentException if no id has
   */
  public static long parse(String text) {
    int first = text.indexOf('-');
    int second = text.indexOf('-', first + 1);
    if (first < 0 || second < 0) {
      throw notAnId(text, null);
    }
    long id;
    try {
      long offset = Long.parseLong(text.substring(0, first)) - EPOCH_MILLIS;
      long machine = Long.parseLong(text.substring(first + 1, second));
      long sequence = Long.parseLong(text.substring(second + 1));
      id = offset << TIME_SHIFT | machine << SEQUENCE_BITS | sequence;
    } catch (NumberFormatException e) {
      throw notAnId(text, e);
    }
    if (id < 0 || !text(id).equals(text)) { // a part was out of range, or had a sign or zeros
      throw notAnId(text, null);
    }
    return id;
  }

  private long nextStamp() {
    long millis = clock.millis() - EPOCH_MILLIS;
    while (true) {
      long previous = last.get();
      long stamp = millis > previous >> SEQUENCE_BITS ? millis << SEQUENCE_BITS : previous + 1;
      if (stamp >> SEQUENCE_BITS > MAX_OFFSET_MILLIS) {
        throw new IllegalStateException("ids end in 2094; the clock says " + clock.instant());
      }
      if (last.compareAndSet(previous, stamp)) {
        return stamp;
      }
    }
  }

  private static IllegalArgumentException notAnId(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "id must be <epochMillis>-<machine>-<sequence>, was " + text, cause);
  }
}
