package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link FileHandler} writes. Start from {@link #of} or {@link #rolling}.
 *
 * @param file the active file; null only when rolling by time, whose pattern then names it
 * @param rolling when the file is put aside; null for never
 * @param append whether what a file already holds is kept; a rolling file always appends
 * @param bufferBytes lines are written together once they are this many bytes, or at {@code flush}
 * @param immediateFlush whether each event is written by itself: for use without a ring, since
 *     nobody ends batches there
 * @param fsync whether each batch is forced to the disk before {@code flush} returns
 * @param externalCheck how often to look whether the file was moved, removed or cut from outside;
 *     zero looks before each write
 * @param retryDelay after a failed write, how long until the next attempt; doubles up to {@link
 *     #MAX_RETRY_DELAY}, and events in between are refused
 * @param writeTimeout how long a thread waits for a write of another one before it fails
 * @param closeTimeout how long {@code close} waits for files being packed
 * @param clock decides periods and intervals
 * @param status where failed rolls and the like are told
 */
public record FileConfig(
    @Nullable Path file,
    @Nullable RollingConfig rolling,
    boolean append,
    int bufferBytes,
    boolean immediateFlush,
    boolean fsync,
    Duration externalCheck,
    Duration retryDelay,
    Duration writeTimeout,
    Duration closeTimeout,
    InstantSource clock,
    StatusReporter status) {
  public static final int DEFAULT_BUFFER_BYTES = 256 * 1024;
  public static final int MAX_BUFFER_BYTES = 64 * 1024 * 1024;
  public static final Duration DEFAULT_EXTERNAL_CHECK = Duration.ofMillis(100);
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofMillis(100);
  public static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(10);
  public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(5);
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(30);

  public FileConfig {
    if (file == null && (rolling == null || rolling instanceof RollingConfig.FixedWindow)) {
      throw new IllegalArgumentException("file must be set unless rolling by time, was null");
    }
    if (rolling != null && !append) {
      throw new IllegalArgumentException("append must be true for a rolling file, was false");
    }
    if (file != null && rolling != null && rolling.fileNamePattern().matches(file.toString())) {
      throw new IllegalArgumentException(
          "file must not have a name that fileNamePattern ["
              + rolling.fileNamePattern()
              + "] gives to rolled files, was ["
              + file
              + "]");
    }
    if (bufferBytes < 1 || bufferBytes > MAX_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "bufferSize must be in 1.." + MAX_BUFFER_BYTES + " bytes, was " + bufferBytes);
    }
    requireNotNegative("externalCheck", externalCheck);
    requireNotNegative("retryDelay", retryDelay);
    requireNotNegative("writeTimeout", writeTimeout);
    requireNotNegative("closeTimeout", closeTimeout);
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(status, "status");
  }

  /** A plain file that is appended to. */
  public static FileConfig of(Path file) {
    return defaults(Objects.requireNonNull(file, "file"), null);
  }

  /**
   * A file that is put aside now and then.
   *
   * @param file null to write straight into the file that the pattern names
   */
  public static FileConfig rolling(@Nullable Path file, RollingConfig rolling) {
    return defaults(file, Objects.requireNonNull(rolling, "rolling"));
  }

  private static FileConfig defaults(@Nullable Path file, @Nullable RollingConfig rolling) {
    return new FileConfig(
        file,
        rolling,
        true,
        DEFAULT_BUFFER_BYTES,
        false,
        false,
        DEFAULT_EXTERNAL_CHECK,
        DEFAULT_RETRY_DELAY,
        DEFAULT_WRITE_TIMEOUT,
        DEFAULT_CLOSE_TIMEOUT,
        InstantSource.system(),
        StatusReporter.standardError());
  }

  private static void requireNotNegative(String name, Duration duration) {
    if (Objects.requireNonNull(duration, name).isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, was " + duration);
    }
  }

  public FileConfig withFile(@Nullable Path file) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withRolling(@Nullable RollingConfig rolling) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withAppend(boolean append) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withBufferBytes(int bufferBytes) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withImmediateFlush(boolean immediateFlush) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withFsync(boolean fsync) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withExternalCheck(Duration externalCheck) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withRetryDelay(Duration retryDelay) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withWriteTimeout(Duration writeTimeout) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withCloseTimeout(Duration closeTimeout) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withClock(InstantSource clock) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }

  public FileConfig withStatus(StatusReporter status) {
    return new FileConfig(
        file,
        rolling,
        append,
        bufferBytes,
        immediateFlush,
        fsync,
        externalCheck,
        retryDelay,
        writeTimeout,
        closeTimeout,
        clock,
        status);
  }
}
