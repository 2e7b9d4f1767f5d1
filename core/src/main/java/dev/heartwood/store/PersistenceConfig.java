package dev.heartwood.store;

import dev.heartwood.StatusReporter;
import dev.heartwood.journal.JournalConfig;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a {@link CompactingStore} is kept on disk. Start at {@link #in}.
 *
 * @param directory belongs to one store at a time; is made if need be
 * @param fsync whether a record survives a loss of power, and is shown only when it does: an append
 *     returns then, or behind a ring {@link CompactingStore#flush} for a batch. Else it survives
 *     the process. Default false
 * @param checkpointRecords a checkpoint is written after so many records; at least 1, default
 *     100,000
 * @param checkpointBytes or after so many bytes of them in the journal; at least 1, default 64 MiB
 * @param segmentBytes of a file of the journal, which is deleted as a whole; 64 KiB to 1 GiB,
 *     default 16 MiB
 * @param status where it is told what could not be recovered, and which checkpoint failed
 */
public record PersistenceConfig(
    Path directory,
    boolean fsync,
    long checkpointRecords,
    long checkpointBytes,
    int segmentBytes,
    StatusReporter status) {
  public static final long DEFAULT_CHECKPOINT_RECORDS = 100_000;
  public static final long DEFAULT_CHECKPOINT_BYTES = 64L * 1024 * 1024;
  public static final int DEFAULT_SEGMENT_BYTES = JournalConfig.DEFAULT_SEGMENT_BYTES;

  public PersistenceConfig {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(status, "status");
    if (checkpointRecords < 1) {
      throw new IllegalArgumentException(
          "checkpointRecords must be at least 1, was " + checkpointRecords);
    }
    if (checkpointBytes < 1) {
      throw new IllegalArgumentException(
          "checkpointBytes must be at least 1, was " + checkpointBytes);
    }
    if (segmentBytes < JournalConfig.MIN_SEGMENT_BYTES
        || segmentBytes > JournalConfig.MAX_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segmentBytes must be "
              + JournalConfig.MIN_SEGMENT_BYTES
              + " to "
              + JournalConfig.MAX_SEGMENT_BYTES
              + ", was "
              + segmentBytes);
    }
  }

  /** The defaults for a directory. */
  public static PersistenceConfig in(Path directory) {
    return new PersistenceConfig(
        directory,
        false,
        DEFAULT_CHECKPOINT_RECORDS,
        DEFAULT_CHECKPOINT_BYTES,
        DEFAULT_SEGMENT_BYTES,
        StatusReporter.standardError());
  }

  public PersistenceConfig withFsync(boolean value) {
    return new PersistenceConfig(
        directory, value, checkpointRecords, checkpointBytes, segmentBytes, status);
  }

  public PersistenceConfig withCheckpointRecords(long value) {
    return new PersistenceConfig(directory, fsync, value, checkpointBytes, segmentBytes, status);
  }

  public PersistenceConfig withCheckpointBytes(long value) {
    return new PersistenceConfig(directory, fsync, checkpointRecords, value, segmentBytes, status);
  }

  public PersistenceConfig withSegmentBytes(int value) {
    return new PersistenceConfig(
        directory, fsync, checkpointRecords, checkpointBytes, value, status);
  }

  public PersistenceConfig withStatus(StatusReporter value) {
    return new PersistenceConfig(
        directory, fsync, checkpointRecords, checkpointBytes, segmentBytes, value);
  }
}
