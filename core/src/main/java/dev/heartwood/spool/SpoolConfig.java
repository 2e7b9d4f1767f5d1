package dev.heartwood.spool;

import dev.heartwood.StatusReporter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * How a {@link SpoolingHandler} keeps and delivers. Start at {@link #in}.
 *
 * @param directory where the spool lies; it belongs to one process at a time
 * @param name for messages and the thread; default {@code spool}
 * @param maxBytes of files on disk; what exceeds it goes, the oldest first, and is counted as lost;
 *     at least 256 KiB, default 1 GiB
 * @param fsync whether a flush returns only when its events survive a loss of power; else they
 *     survive the process. Default false
 * @param maxBatchEvents so many are handed over between two flushes at most; default 1000
 * @param retryDelay bound of the first random pause after a failure; doubles with each failure in a
 *     row; default 200 ms
 * @param maxRetryDelay longest random pause; default 30 s
 * @param breakerFailures so many failures in a row open the breaker; default 5
 * @param breakerDelay how long an open breaker lets nothing pass, at most; a random time from half
 *     of it on, so that many processes do not come back together. Default 30 s
 * @param closeTimeout how long {@code close} goes on delivering while all goes well; default 5 s
 * @param clock for the age of what waits
 * @param status where it is told that the destination fails, recovers, and what was lost
 */
public record SpoolConfig(
    Path directory,
    String name,
    long maxBytes,
    boolean fsync,
    int maxBatchEvents,
    Duration retryDelay,
    Duration maxRetryDelay,
    int breakerFailures,
    Duration breakerDelay,
    Duration closeTimeout,
    InstantSource clock,
    StatusReporter status) {
  public static final long MIN_BYTES = 256 * 1024;
  public static final long DEFAULT_MAX_BYTES = 1024L * 1024 * 1024;
  public static final int DEFAULT_MAX_BATCH_EVENTS = 1_000;
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofMillis(200);
  public static final Duration DEFAULT_MAX_RETRY_DELAY = Duration.ofSeconds(30);
  public static final int DEFAULT_BREAKER_FAILURES = 5;
  public static final Duration DEFAULT_BREAKER_DELAY = Duration.ofSeconds(30);
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final int MOST_EVENTS = 100_000;
  private static final int MOST_FAILURES = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  public SpoolConfig {
    Objects.requireNonNull(directory, "directory");
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (maxBytes < MIN_BYTES) {
      throw new IllegalArgumentException(
          "maxSpoolSize must be at least " + MIN_BYTES + " bytes, was " + maxBytes);
    }
    requireRange("maxBatchEvents", maxBatchEvents, MOST_EVENTS);
    requireRange("breakerFailures", breakerFailures, MOST_FAILURES);
    requireTime("retryDelay", retryDelay);
    requireTime("maxRetryDelay", maxRetryDelay);
    requireTime("breakerDelay", breakerDelay);
    requireTime("closeTimeout", closeTimeout);
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(status, "status");
  }

  /** The defaults for a directory, which is made if need be. */
  public static Builder in(Path directory) {
    return new Builder(directory);
  }

  private static void requireRange(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + " must be 1 to " + most + ", was " + value);
    }
  }

  private static void requireTime(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be 0 to " + LONGEST + ", was " + value);
    }
  }

  /** Collects options; for one thread. */
  public static final class Builder {
    private final Path directory;
    private String name = "spool";
    private long maxBytes = DEFAULT_MAX_BYTES;
    private boolean fsync;
    private int maxBatchEvents = DEFAULT_MAX_BATCH_EVENTS;
    private Duration retryDelay = DEFAULT_RETRY_DELAY;
    private Duration maxRetryDelay = DEFAULT_MAX_RETRY_DELAY;
    private int breakerFailures = DEFAULT_BREAKER_FAILURES;
    private Duration breakerDelay = DEFAULT_BREAKER_DELAY;
    private Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;
    private InstantSource clock = InstantSource.system();
    private StatusReporter status = StatusReporter.standardError();

    private Builder(Path directory) {
      this.directory = directory;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder maxBytes(long value) {
      maxBytes = value;
      return this;
    }

    public Builder fsync(boolean value) {
      fsync = value;
      return this;
    }

    public Builder maxBatchEvents(int value) {
      maxBatchEvents = value;
      return this;
    }

    public Builder retryDelay(Duration value) {
      retryDelay = value;
      return this;
    }

    public Builder maxRetryDelay(Duration value) {
      maxRetryDelay = value;
      return this;
    }

    public Builder breakerFailures(int value) {
      breakerFailures = value;
      return this;
    }

    public Builder breakerDelay(Duration value) {
      breakerDelay = value;
      return this;
    }

    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    public Builder status(StatusReporter value) {
      status = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException that names the option, its range and its value
     */
    public SpoolConfig build() {
      return new SpoolConfig(
          directory,
          name,
          maxBytes,
          fsync,
          maxBatchEvents,
          retryDelay,
          maxRetryDelay,
          breakerFailures,
          breakerDelay,
          closeTimeout,
          clock,
          status);
    }
  }
}
