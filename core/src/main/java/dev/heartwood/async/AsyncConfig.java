package dev.heartwood.async;

import dev.heartwood.StatusReporter;
import dev.heartwood.filter.LogFilter;
import dev.heartwood.ring.HeapRing;
import dev.heartwood.ring.MappedRing;
import dev.heartwood.ring.WaitStrategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * How an {@link AsyncHandler} behaves; start at {@link #DEFAULT}.
 *
 * @param name names the worker thread, {@code heartwood-<name>}, and speaks in notices
 * @param capacity events that the ring holds, 1 to 2^26; rounded up to a power of two. Default
 *     16384
 * @param onFull what becomes of an event that finds the ring full. Default BLOCK
 * @param dropBelow for DROP_BELOW: events below this level never wait. Default WARN
 * @param appendTimeout how long a caller waits for room, and for the disk if there is one; 0 not at
 *     all, negative for ever. Default 5 s
 * @param maxFlushTime how long {@code close} drains before it gives up; not negative. Default 10 s
 * @param waitStrategy what the worker does while the ring is empty. Default adaptive
 * @param capture what of an event the ring keeps. Default FREEZE
 * @param filter asked on the logging thread before anything else; what it holds back is counted
 * @param status where losses and failures are told that the stream cannot tell
 * @param daemon whether the JVM may end while the worker runs. Default true
 * @param shutdownHook whether the JVM closes the handler when it ends. Default false
 * @param lossNotices whether the worker writes losses into the stream, too. Default true
 * @param durability what has happened when a call returns. Default MEMORY
 * @param ringFile for PROCESS: the file of the ring, which takes the place of {@code capacity}; its
 *     directory is made if need be, and may be on a tmpfs. For DISK: a directory for the ring
 *     alone, likewise. What a dead process has left there is delivered first
 * @param ringFileBytes how much room for events there is: a power of two from 1 MiB to 512 MiB; an
 *     event takes an eighth of it at most, of a ring on a disk a 32nd, and 1 MiB, and is cut to
 *     that. Default 64 MiB
 * @param ownRingFile whether a second process gets a file of its own, named with {@code -2} and so
 *     on behind it, instead of an error. Default false
 */
public record AsyncConfig(
    String name,
    int capacity,
    OnFull onFull,
    Level dropBelow,
    Duration appendTimeout,
    Duration maxFlushTime,
    WaitStrategy waitStrategy,
    Capture capture,
    LogFilter filter,
    StatusReporter status,
    boolean daemon,
    boolean shutdownHook,
    boolean lossNotices,
    Durability durability,
    @Nullable Path ringFile,
    int ringFileBytes,
    boolean ownRingFile) {

  public static final int DEFAULT_CAPACITY = 16384;
  public static final int DEFAULT_RING_FILE_BYTES = 64 << 20;
  public static final Duration DEFAULT_APPEND_TIMEOUT = Duration.ofSeconds(5);
  public static final Duration DEFAULT_MAX_FLUSH_TIME = Duration.ofSeconds(10);

  /** Lets every event pass. */
  public static final LogFilter NO_FILTER = event -> true;

  public static final AsyncConfig DEFAULT =
      new AsyncConfig(
          "async",
          DEFAULT_CAPACITY,
          OnFull.BLOCK,
          Level.WARN,
          DEFAULT_APPEND_TIMEOUT,
          DEFAULT_MAX_FLUSH_TIME,
          WaitStrategy.ADAPTIVE,
          Capture.FREEZE,
          NO_FILTER,
          StatusReporter.standardError(),
          true,
          false,
          true,
          Durability.MEMORY,
          null,
          DEFAULT_RING_FILE_BYTES,
          false);

  public AsyncConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(onFull, "onFull");
    Objects.requireNonNull(dropBelow, "dropBelow");
    Objects.requireNonNull(appendTimeout, "appendTimeout");
    Objects.requireNonNull(waitStrategy, "waitStrategy");
    Objects.requireNonNull(capture, "capture");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(status, "status");
    HeapRing.roundedUp(capacity);
    Objects.requireNonNull(durability, "durability");
    MappedRing.requireCapacity(ringFileBytes);
    if (durability != Durability.MEMORY && ringFile == null) {
      throw new IllegalArgumentException(
          "durability " + durability + " must have a ringFile, was null");
    }
    if (durability == Durability.MEMORY && ringFile != null) {
      throw new IllegalArgumentException(
          "ringFile must be used with durability PROCESS or DISK, was ["
              + ringFile
              + "] with MEMORY");
    }
    if (durability == Durability.DISK && appendTimeout.isZero()) {
      throw new IllegalArgumentException(
          "appendTimeout must not be 0 with durability DISK: a call waits for the disk");
    }
    if (durability != Durability.MEMORY && capture == Capture.BY_REFERENCE) {
      throw new IllegalArgumentException(
          "capture must be FREEZE with durability " + durability + ", was BY_REFERENCE");
    }
    if (maxFlushTime.isNegative()) {
      throw new IllegalArgumentException("maxFlushTime must not be negative, was " + maxFlushTime);
    }
  }

  public AsyncConfig withName(String name) {
    Draft draft = new Draft(this);
    draft.name = name;
    return draft.done();
  }

  public AsyncConfig withCapacity(int capacity) {
    Draft draft = new Draft(this);
    draft.capacity = capacity;
    return draft.done();
  }

  public AsyncConfig withOnFull(OnFull onFull) {
    Draft draft = new Draft(this);
    draft.onFull = onFull;
    return draft.done();
  }

  public AsyncConfig withDropBelow(Level dropBelow) {
    Draft draft = new Draft(this);
    draft.dropBelow = dropBelow;
    return draft.done();
  }

  public AsyncConfig withAppendTimeout(Duration appendTimeout) {
    Draft draft = new Draft(this);
    draft.appendTimeout = appendTimeout;
    return draft.done();
  }

  public AsyncConfig withMaxFlushTime(Duration maxFlushTime) {
    Draft draft = new Draft(this);
    draft.maxFlushTime = maxFlushTime;
    return draft.done();
  }

  public AsyncConfig withWaitStrategy(WaitStrategy waitStrategy) {
    Draft draft = new Draft(this);
    draft.waitStrategy = waitStrategy;
    return draft.done();
  }

  public AsyncConfig withCapture(Capture capture) {
    Draft draft = new Draft(this);
    draft.capture = capture;
    return draft.done();
  }

  public AsyncConfig withFilter(LogFilter filter) {
    Draft draft = new Draft(this);
    draft.filter = filter;
    return draft.done();
  }

  public AsyncConfig withStatus(StatusReporter status) {
    Draft draft = new Draft(this);
    draft.status = status;
    return draft.done();
  }

  public AsyncConfig withDaemon(boolean daemon) {
    Draft draft = new Draft(this);
    draft.daemon = daemon;
    return draft.done();
  }

  public AsyncConfig withShutdownHook(boolean shutdownHook) {
    Draft draft = new Draft(this);
    draft.shutdownHook = shutdownHook;
    return draft.done();
  }

  public AsyncConfig withLossNotices(boolean lossNotices) {
    Draft draft = new Draft(this);
    draft.lossNotices = lossNotices;
    return draft.done();
  }

  /** With durability PROCESS, unless it is DISK already. */
  public AsyncConfig withRingFile(Path ringFile) {
    Draft draft = new Draft(this);
    draft.durability = durability == Durability.MEMORY ? Durability.PROCESS : durability;
    draft.ringFile = ringFile;
    return draft.done();
  }

  /** With durability DISK. */
  public AsyncConfig withRingDirectory(Path directory) {
    Draft draft = new Draft(this);
    draft.durability = Durability.DISK;
    draft.ringFile = directory;
    return draft.done();
  }

  public AsyncConfig withRingFileBytes(int ringFileBytes) {
    Draft draft = new Draft(this);
    draft.ringFileBytes = ringFileBytes;
    return draft.done();
  }

  public AsyncConfig withOwnRingFile(boolean ownRingFile) {
    Draft draft = new Draft(this);
    draft.ownRingFile = ownRingFile;
    return draft.done();
  }

  /** The options while one of them is changed. */
  private static final class Draft {
    private String name;
    private int capacity;
    private OnFull onFull;
    private Level dropBelow;
    private Duration appendTimeout;
    private Duration maxFlushTime;
    private WaitStrategy waitStrategy;
    private Capture capture;
    private LogFilter filter;
    private StatusReporter status;
    private boolean daemon;
    private boolean shutdownHook;
    private boolean lossNotices;
    private Durability durability;
    private @Nullable Path ringFile;
    private int ringFileBytes;
    private boolean ownRingFile;

    Draft(AsyncConfig config) {
      name = config.name;
      capacity = config.capacity;
      onFull = config.onFull;
      dropBelow = config.dropBelow;
      appendTimeout = config.appendTimeout;
      maxFlushTime = config.maxFlushTime;
      waitStrategy = config.waitStrategy;
      capture = config.capture;
      filter = config.filter;
      status = config.status;
      daemon = config.daemon;
      shutdownHook = config.shutdownHook;
      lossNotices = config.lossNotices;
      durability = config.durability;
      ringFile = config.ringFile;
      ringFileBytes = config.ringFileBytes;
      ownRingFile = config.ownRingFile;
    }

    AsyncConfig done() {
      return new AsyncConfig(
          name,
          capacity,
          onFull,
          dropBelow,
          appendTimeout,
          maxFlushTime,
          waitStrategy,
          capture,
          filter,
          status,
          daemon,
          shutdownHook,
          lossNotices,
          durability,
          ringFile,
          ringFileBytes,
          ownRingFile);
    }
  }
}
