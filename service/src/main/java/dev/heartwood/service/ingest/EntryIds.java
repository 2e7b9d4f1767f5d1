package dev.heartwood.service.ingest;

import dev.heartwood.id.Snowflake;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * Makes the ids of entries: for each request as many as it has entries, one behind the other. Those
 * of a later request are greater, whatever the clock says and whichever strategy made those before:
 * while the clock is behind, the ids run ahead of it.
 *
 * <p><b>Threads:</b> one at a time: whoever decides the order of requests.
 */
final class EntryIds {
  private final IdStrategy strategy;
  private final int machine;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private long lastStamp;

  /**
   * @param floor the newest id of the life before
   */
  EntryIds(IdStrategy strategy, int machine, InstantSource clock, EntryId floor) {
    if (machine < 0 || machine > Snowflake.MAX_MACHINE) {
      throw new IllegalArgumentException(
          "machine must be 0 to " + Snowflake.MAX_MACHINE + ", was " + machine);
    }
    this.strategy = strategy;
    this.machine = machine;
    this.clock = clock;
    lastStamp = Math.max(floor.stamp(), EntryId.stamp(Snowflake.EPOCH_MILLIS, 0) - 1);
  }

  /** The first of as many ids; the others are {@link EntryId#plus} that. */
  EntryId take(int count) {
    long first = Math.max(EntryId.stamp(clock.millis(), 0), lastStamp + 1);
    lastStamp = first + count - 1;
    return strategy == IdStrategy.UUID7
        ? EntryId.uuid(first, random.nextLong())
        : EntryId.snowflake(first, machine);
  }
}
