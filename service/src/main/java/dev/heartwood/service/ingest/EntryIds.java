package dev.heartwood.service.ingest;

import dev.heartwood.id.Snowflake;
import dev.heartwood.id.Uuid7;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Makes the ids of entries.
 *
 * <p><b>Threads:</b> any, none waits for another.
 */
@FunctionalInterface
interface EntryIds {
  EntryId next();

  /**
   * @param floor the newest id of the life before: all are greater, whatever the clock says
   */
  static EntryIds of(IdStrategy strategy, int machine, InstantSource clock, EntryId floor) {
    if (strategy == IdStrategy.UUID7) {
      Uuid7 uuids = new Uuid7(clock);
      return () -> {
        UUID uuid = uuids.next();
        return new EntryId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
      };
    }
    long floorMillis =
        floor.isSnowflake() && floor.low() != 0
            ? Snowflake.epochMillis(floor.low())
            : Snowflake.EPOCH_MILLIS - 1;
    Snowflake snowflake = new Snowflake(machine, clock, floorMillis);
    return () -> new EntryId(0, snowflake.next());
  }
}
