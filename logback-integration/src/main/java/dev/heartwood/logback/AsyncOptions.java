package dev.heartwood.logback;

import ch.qos.logback.core.util.FileSize;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.Durability;
import dev.heartwood.async.OnFull;
import dev.heartwood.ring.WaitStrategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The texts of an {@link AsyncAppender} in {@code logback.xml}, and what they mean together. */
final class AsyncOptions {
  /** Stands for the endless wait that Logback means by a flush time of 0. */
  private static final Duration ENDLESS = Duration.ofDays(365);

  @Nullable String ringBufferSize;
  @Nullable String queueSize;
  @Nullable String onFull;
  @Nullable String dropBelow;
  @Nullable String neverBlock;
  @Nullable String appendTimeout;
  @Nullable String discardingThreshold;
  @Nullable String maxFlushTime;
  @Nullable String shutdownGracePeriod;
  @Nullable String includeCallerData;
  @Nullable String waitStrategyType;
  @Nullable String daemon;
  @Nullable String lossNotices;
  @Nullable String durability;
  @Nullable String ringFile;
  @Nullable String ringFileSize;
  @Nullable String ownRingFile;

  /** The configuration of each ring; null if there was a fault. */
  @Nullable AsyncConfig build(Options options) {
    AsyncConfig defaults = AsyncConfig.DEFAULT;
    Durability durable = durability(options);
    OnFull full = onFull(options);
    Level below = dropBelow(options, full);
    int capacity = capacity(options, defaults.capacity());
    Duration timeout = appendTimeout(options, full, durable, defaults.appendTimeout());
    checkThreshold(options, capacity);
    Duration flushTime = maxFlushTime(options, defaults.maxFlushTime());
    return options.built(
        () -> {
          AsyncConfig config =
              defaults
                  .withCapacity(capacity)
                  .withOnFull(full)
                  .withDropBelow(below)
                  .withAppendTimeout(timeout)
                  .withMaxFlushTime(flushTime)
                  .withWaitStrategy(
                      options.parsed(
                          "waitStrategyType",
                          waitStrategyType,
                          WaitStrategy::parse,
                          defaults.waitStrategy()))
                  .withDaemon(options.bool("daemon", daemon, true))
                  .withLossNotices(options.bool("lossNotices", lossNotices, true));
          return durable == Durability.MEMORY ? config : inFile(config, durable, options);
        });
  }

  /** What code set, or else the default; says nothing of faults. */
  int capacityAsGiven() {
    String text = ringBufferSize != null ? ringBufferSize : queueSize;
    return new Options()
        .atLeast("queueSize", Integer.MIN_VALUE, text, AsyncConfig.DEFAULT.capacity());
  }

  int maxFlushMillisAsGiven() {
    String text = shutdownGracePeriod != null ? shutdownGracePeriod : maxFlushTime;
    Duration time =
        new Options().duration("maxFlushTime", text, AsyncConfig.DEFAULT.maxFlushTime());
    return (int) Math.min(Integer.MAX_VALUE, time.toMillis());
  }

  int discardingThreshold(Options options) {
    return options.atLeast("discardingThreshold", 0, discardingThreshold, 0);
  }

  /** True, false, or null for what the appenders behind need. */
  @Nullable Boolean includeCallerData(Options options) {
    return includeCallerData == null || includeCallerData.trim().equalsIgnoreCase("auto")
        ? null
        : Boolean.valueOf(options.bool("includeCallerData", includeCallerData, false));
  }

  int capacity(Options options, int otherwise) {
    String text = options.either("ringBufferSize", ringBufferSize, "queueSize", queueSize);
    String name = ringBufferSize != null ? "ringBufferSize" : "queueSize";
    int size = options.atLeast(name, Integer.MIN_VALUE, text, otherwise);
    if (size < 1) {
      options.fault("Invalid queue size [" + size + "]: " + name + " must be at least 1");
      return otherwise;
    }
    return size;
  }

  private OnFull onFull(Options options) {
    if (onFull != null && neverBlock != null) {
      options.fault(
          "neverBlock ["
              + neverBlock
              + "] and onFull ["
              + onFull
              + "] both say what a full ring does: give onFull alone");
    }
    if (onFull == null && options.bool("neverBlock", neverBlock, false)) {
      return OnFull.DROP_NEWEST;
    }
    return options.choice("onFull", OnFull.class, onFull, OnFull.BLOCK);
  }

  private Level dropBelow(Options options, OnFull full) {
    if (dropBelow != null && full != OnFull.DROP_BELOW) {
      options.fault("dropBelow [" + dropBelow + "] needs onFull DROP_BELOW, was " + full);
    }
    return options.choice("dropBelow", Level.class, dropBelow, AsyncConfig.DEFAULT.dropBelow());
  }

  /** On a disk callers wait for it in any case. */
  private Duration appendTimeout(
      Options options, OnFull full, Durability durable, Duration otherwise) {
    String text = appendTimeout == null ? null : appendTimeout.trim();
    boolean forEver = text != null && text.startsWith("-");
    Duration time =
        options.duration(
            "appendTimeout", forEver && text != null ? text.substring(1) : text, otherwise);
    if (text != null
        && full == OnFull.DROP_NEWEST
        && durable != Durability.DISK
        && (forEver || !time.isZero())) {
      options.fault(
          "appendTimeout ["
              + text
              + "] needs onFull BLOCK or DROP_BELOW, was DROP_NEWEST"
              + (onFull == null ? " by neverBlock" : ""));
    }
    return forEver ? Duration.ofMillis(-1) : time; // whatever the number
  }

  private void checkThreshold(Options options, int capacity) {
    long rounded = capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) * 2L;
    if (discardingThreshold(new Options()) > rounded) {
      options.fault(
          "discardingThreshold must be at most the ring's size "
              + rounded
              + ", was "
              + discardingThreshold);
    }
  }

  private Duration maxFlushTime(Options options, Duration otherwise) {
    Duration time =
        options.duration(
            shutdownGracePeriod != null ? "shutdownGracePeriod" : "maxFlushTime",
            options.either(
                "shutdownGracePeriod", shutdownGracePeriod, "maxFlushTime", maxFlushTime),
            otherwise);
    return time.isZero() ? ENDLESS : time;
  }

  /** Memory, unless there is a file. */
  private Durability durability(Options options) {
    Durability wanted =
        options.choice("durability", Durability.class, durability, Durability.MEMORY);
    if (wanted == Durability.MEMORY) {
      refuseWithMemory(options, "ringFile", ringFile);
      refuseWithMemory(options, "ringFileSize", ringFileSize);
      refuseWithMemory(options, "ownRingFile", ownRingFile);
      return wanted;
    }
    if (ringFile == null || ringFile.isBlank()) {
      options.fault("durability " + wanted.name().toLowerCase(Locale.ROOT) + " needs a ringFile");
      return Durability.MEMORY;
    }
    refuseWithFile(options, "ringBufferSize", ringBufferSize);
    refuseWithFile(options, "queueSize", queueSize);
    refuseWithFile(options, "discardingThreshold", discardingThreshold);
    return wanted;
  }

  private static void refuseWithMemory(Options options, String name, @Nullable String text) {
    if (text != null) {
      options.fault(name + " [" + text + "] needs durability process or disk");
    }
  }

  private static void refuseWithFile(Options options, String name, @Nullable String text) {
    if (text != null) {
      options.fault(
          name + " [" + text + "] needs durability memory: ringFileSize says how large a file is");
    }
  }

  private AsyncConfig inFile(AsyncConfig config, Durability durable, Options options) {
    Path path = Path.of(Objects.requireNonNull(ringFile).trim());
    return (durable == Durability.DISK ? config.withRingDirectory(path) : config.withRingFile(path))
        .withRingFileBytes(
            (int)
                Math.min(
                    Integer.MAX_VALUE,
                    options.parsed(
                        "ringFileSize",
                        ringFileSize,
                        text -> FileSize.valueOf(text).getSize(),
                        (long) AsyncConfig.DEFAULT_RING_FILE_BYTES)))
        .withOwnRingFile(options.bool("ownRingFile", ownRingFile, false));
  }
}
