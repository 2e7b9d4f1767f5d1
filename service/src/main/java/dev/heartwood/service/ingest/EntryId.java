package dev.heartwood.service.ingest;

import dev.heartwood.id.Snowflake;
import java.util.UUID;

/**
 * The id of an entry in 128 bits: a {@link Snowflake} in the low ones, or a UUID, whose high bits
 * are never zero.
 */
record EntryId(long high, long low) {
  static EntryId of(String text) {
    if (text.length() == 36) {
      UUID uuid = UUID.fromString(text);
      return new EntryId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
    return new EntryId(0, Snowflake.parse(text));
  }

  boolean isSnowflake() {
    return high == 0;
  }

  String text() {
    return text(high, low);
  }

  static String text(long high, long low) {
    return high == 0 ? Snowflake.text(low) : new UUID(high, low).toString();
  }
}
