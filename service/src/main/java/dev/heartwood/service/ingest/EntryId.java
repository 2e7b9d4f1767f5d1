package dev.heartwood.service.ingest;

import dev.heartwood.id.Snowflake;
import java.util.UUID;

/**
 * The id of an entry in 128 bits: a {@link Snowflake} in the low ones, or a UUID of version 7,
 * whose high bits are never zero. Both have a stamp, milliseconds since 1970 and a counter of 12
 * bits, that orders them. That of no entry is zero.
 */
record EntryId(long high, long low) {
  static final EntryId NONE = new EntryId(0, 0);

  private static final int COUNTER_BITS = 12;
  private static final long COUNTER = (1 << COUNTER_BITS) - 1;
  private static final int SNOWFLAKE_SHIFT = 22; // of its milliseconds
  private static final long VERSION = 0x7000;

  /**
   * @throws IllegalArgumentException if it is the text of no id
   */
  static EntryId of(String text) {
    if (text.length() == 36) {
      UUID uuid = UUID.fromString(text);
      return new EntryId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
    return new EntryId(0, Snowflake.parse(text));
  }

  static long stamp(long epochMillis, int counter) {
    return epochMillis << COUNTER_BITS | counter;
  }

  static EntryId snowflake(long stamp, int machine) {
    long millis = (stamp >>> COUNTER_BITS) - Snowflake.EPOCH_MILLIS;
    if (millis << SNOWFLAKE_SHIFT >>> SNOWFLAKE_SHIFT != millis || millis << SNOWFLAKE_SHIFT < 0) {
      throw new IllegalStateException("ids end in 2094");
    }
    return new EntryId(
        0, millis << SNOWFLAKE_SHIFT | (long) machine << COUNTER_BITS | stamp & COUNTER);
  }

  static EntryId uuid(long stamp, long random) {
    return new EntryId(
        stamp >>> COUNTER_BITS << 16 | VERSION | stamp & COUNTER, random >>> 2 | 1L << 63);
  }

  boolean isSnowflake() {
    return high == 0;
  }

  long stamp() {
    if (!isSnowflake()) {
      return high >>> 16 << COUNTER_BITS | high & COUNTER;
    }
    return low == 0 ? 0 : stamp(Snowflake.epochMillis(low), Snowflake.sequence(low));
  }

  /** The id that is so many behind this one in its request. */
  EntryId plus(int places) {
    long stamp = stamp() + places;
    return isSnowflake() ? snowflake(stamp, Snowflake.machine(low)) : uuid(stamp, low << 2);
  }

  String text() {
    return isSnowflake() ? Snowflake.text(low) : new UUID(high, low).toString();
  }
}
