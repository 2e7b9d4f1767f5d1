package dev.heartwood.journal;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link Journal} behaves.
 *
 * @param name for messages and thread names; not blank
 * @param segmentBytes a segment is a file of this size, reserved by writing it before it is used;
 *     64 KiB to 1 GiB. While a journal is open one more of them may be kept ready
 * @param segmentAge a segment with records is closed when it has been in use for this long; more
 *     than zero
 * @param maxBytes on disk, the segment in use and the one kept ready included; at least four times
 *     {@code segmentBytes}. What exceeds it goes, oldest segment first, even if a named reader has
 *     not read it: that reader is told how many records it missed
 * @param maxAge a segment closed for longer than this goes once every named reader has read it;
 *     more than zero, {@link #FOREVER} for no limit
 * @param deleteConsumed whether a closed segment goes as soon as every named reader has read it
 *     (there must be one)
 * @param maxRecordBytes largest payload; 1 to a quarter of {@code segmentBytes}
 * @param codec compresses closed segments; {@link SegmentCodec#NONE} leaves them as they are
 * @param clock for the ages of segments
 */
public record JournalConfig(
    String name,
    int segmentBytes,
    Duration segmentAge,
    long maxBytes,
    Duration maxAge,
    boolean deleteConsumed,
    int maxRecordBytes,
    SegmentCodec codec,
    Clock clock) {
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  public static final int MIN_SEGMENT_BYTES = 64 * 1024;
  public static final int MAX_SEGMENT_BYTES = 1024 * 1024 * 1024;
  public static final int DEFAULT_SEGMENT_BYTES = 16 * 1024 * 1024;
  public static final Duration DEFAULT_SEGMENT_AGE = Duration.ofDays(1);
  public static final long DEFAULT_MAX_BYTES = 1024L * 1024 * 1024;
  public static final int DEFAULT_MAX_RECORD_BYTES = 1024 * 1024;

  private static final int MIN_SEGMENTS = 4;
  private static final int RECORDS_PER_SEGMENT = 4;

  public static final JournalConfig DEFAULT =
      new JournalConfig(
          "journal",
          DEFAULT_SEGMENT_BYTES,
          DEFAULT_SEGMENT_AGE,
          DEFAULT_MAX_BYTES,
          FOREVER,
          false,
          DEFAULT_MAX_RECORD_BYTES,
          SegmentCodec.GZIP,
          Clock.systemUTC());

  public JournalConfig {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segmentBytes must be "
              + MIN_SEGMENT_BYTES
              + " to "
              + MAX_SEGMENT_BYTES
              + ", was "
              + segmentBytes);
    }
    requirePositive("segmentAge", segmentAge);
    if (maxBytes < (long) MIN_SEGMENTS * segmentBytes) {
      throw new IllegalArgumentException(
          "maxBytes must be at least "
              + (long) MIN_SEGMENTS * segmentBytes
              + " ("
              + MIN_SEGMENTS
              + " segments), was "
              + maxBytes);
    }
    requirePositive("maxAge", maxAge);
    int most = Math.min(segmentBytes / RECORDS_PER_SEGMENT, Frames.MAX_PAYLOAD_BYTES);
    if (maxRecordBytes < 1 || maxRecordBytes > most) {
      throw new IllegalArgumentException(
          "maxRecordBytes must be 1 to "
              + most
              + " (a quarter of a segment), was "
              + maxRecordBytes);
    }
    String codecName = codec.name();
    if (!codecName.matches("\\p{Graph}{1,16}")) {
      throw new IllegalArgumentException(
          "codec name must be 1 to 16 ASCII characters, was '" + codecName + "'");
    }
    Objects.requireNonNull(clock, "clock");
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than zero, was " + value);
    }
  }

  public JournalConfig withName(String value) {
    return new JournalConfig(
        value,
        segmentBytes,
        segmentAge,
        maxBytes,
        maxAge,
        deleteConsumed,
        maxRecordBytes,
        codec,
        clock);
  }

  /** Also lowers {@code maxRecordBytes} to what such a segment takes. */
  public JournalConfig withSegmentBytes(int value) {
    return new JournalConfig(
        name,
        value,
        segmentAge,
        maxBytes,
        maxAge,
        deleteConsumed,
        Math.max(1, Math.min(maxRecordBytes, value / RECORDS_PER_SEGMENT)),
        codec,
        clock);
  }

  public JournalConfig withSegmentAge(Duration value) {
    return new JournalConfig(
        name, segmentBytes, value, maxBytes, maxAge, deleteConsumed, maxRecordBytes, codec, clock);
  }

  public JournalConfig withMaxBytes(long value) {
    return new JournalConfig(
        name,
        segmentBytes,
        segmentAge,
        value,
        maxAge,
        deleteConsumed,
        maxRecordBytes,
        codec,
        clock);
  }

  public JournalConfig withMaxAge(Duration value) {
    return new JournalConfig(
        name,
        segmentBytes,
        segmentAge,
        maxBytes,
        value,
        deleteConsumed,
        maxRecordBytes,
        codec,
        clock);
  }

  public JournalConfig withDeleteConsumed(boolean value) {
    return new JournalConfig(
        name, segmentBytes, segmentAge, maxBytes, maxAge, value, maxRecordBytes, codec, clock);
  }

  public JournalConfig withMaxRecordBytes(int value) {
    return new JournalConfig(
        name, segmentBytes, segmentAge, maxBytes, maxAge, deleteConsumed, value, codec, clock);
  }

  public JournalConfig withCodec(SegmentCodec value) {
    return new JournalConfig(
        name,
        segmentBytes,
        segmentAge,
        maxBytes,
        maxAge,
        deleteConsumed,
        maxRecordBytes,
        value,
        clock);
  }

  public JournalConfig withClock(Clock value) {
    return new JournalConfig(
        name,
        segmentBytes,
        segmentAge,
        maxBytes,
        maxAge,
        deleteConsumed,
        maxRecordBytes,
        codec,
        value);
  }
}
