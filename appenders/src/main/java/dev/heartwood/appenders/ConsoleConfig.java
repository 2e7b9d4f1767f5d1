package dev.heartwood.appenders;

import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link ConsoleHandler} writes. Start from {@link #DEFAULT}.
 *
 * @param target which of the two streams
 * @param binding what the stream is bound to
 * @param bufferBytes lines are written together once they are this many bytes, or at {@code flush}
 * @param immediateFlush whether each event is written by itself: for use without a ring, since
 *     nobody ends batches there
 * @param writeTimeout how long a thread waits for a write of another one before it fails
 */
public record ConsoleConfig(
    Target target,
    Binding binding,
    int bufferBytes,
    boolean immediateFlush,
    Duration writeTimeout) {
  public static final int DEFAULT_BUFFER_BYTES = 256 * 1024;
  public static final int MAX_BUFFER_BYTES = 64 * 1024 * 1024;
  public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(5);

  /** Standard output as {@code System.out} is at each write, one write per batch. */
  public static final ConsoleConfig DEFAULT =
      new ConsoleConfig(
          Target.STDOUT, Binding.FOLLOW_SYSTEM, DEFAULT_BUFFER_BYTES, false, DEFAULT_WRITE_TIMEOUT);

  /** The stream. */
  public enum Target {
    STDOUT,
    STDERR
  }

  /** What a stream is bound to. */
  public enum Binding {
    /** {@code System.out} or {@code System.err} as it is at each write, also if it was replaced. */
    FOLLOW_SYSTEM,

    /** {@code System.out} or {@code System.err} as it was when the handler was made. */
    KEEP_SYSTEM,

    /**
     * The stream of the process itself, past {@code System.out}: learns of each failed write and
     * recovers, but does not keep clear of what others print with {@code System.out}.
     */
    PROCESS
  }

  public ConsoleConfig {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(binding, "binding");
    if (bufferBytes < 1 || bufferBytes > MAX_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "bufferSize must be in 1.." + MAX_BUFFER_BYTES + " bytes, was " + bufferBytes);
    }
    if (writeTimeout.isNegative()) {
      throw new IllegalArgumentException("writeTimeout must not be negative, was " + writeTimeout);
    }
  }

  public ConsoleConfig withTarget(Target target) {
    return new ConsoleConfig(target, binding, bufferBytes, immediateFlush, writeTimeout);
  }

  public ConsoleConfig withBinding(Binding binding) {
    return new ConsoleConfig(target, binding, bufferBytes, immediateFlush, writeTimeout);
  }

  public ConsoleConfig withBufferBytes(int bufferBytes) {
    return new ConsoleConfig(target, binding, bufferBytes, immediateFlush, writeTimeout);
  }

  public ConsoleConfig withImmediateFlush(boolean immediateFlush) {
    return new ConsoleConfig(target, binding, bufferBytes, immediateFlush, writeTimeout);
  }

  public ConsoleConfig withWriteTimeout(Duration writeTimeout) {
    return new ConsoleConfig(target, binding, bufferBytes, immediateFlush, writeTimeout);
  }
}
