package dev.heartwood.service.ingest;

import java.time.Duration;

/**
 * What an entry may be; what exceeds one of these is refused with its name.
 *
 * @param maxMessageChars also of a stack trace
 * @param maxNameChars of service, logger, thread, key, correlation id, client id, level
 * @param maxMetadataEntries values in the metadata, those of nested maps and lists included
 * @param maxMetadataDepth maps and lists within each other
 * @param maxStringChars of a key or text in the metadata
 * @param maxAhead how far a timestamp may be ahead of the clock of the service: retention goes by
 *     timestamps, so that one far ahead would never go; {@link #FOREVER} for no bound
 */
public record IngestLimits(
    int maxMessageChars,
    int maxNameChars,
    int maxMetadataEntries,
    int maxMetadataDepth,
    int maxStringChars,
    Duration maxAhead) {
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  public static final IngestLimits DEFAULT =
      new IngestLimits(1 << 20, 1024, 10_000, 64, 1 << 20, Duration.ofDays(1));

  public IngestLimits {
    require("maxMessageChars", maxMessageChars, 1, 1 << 22);
    require("maxNameChars", maxNameChars, 1, 1 << 16);
    require("maxMetadataEntries", maxMetadataEntries, 0, 1_000_000);
    require("maxMetadataDepth", maxMetadataDepth, 1, 256);
    require("maxStringChars", maxStringChars, 1, 1 << 22);
    if (maxAhead.isNegative()) {
      throw new IllegalArgumentException("maxAhead must not be negative, was " + maxAhead);
    }
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", was " + value);
    }
  }
}
