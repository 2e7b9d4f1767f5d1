package dev.heartwood.appenders;

import java.util.Objects;

/**
 * When a file is put aside and what becomes of it: by time, by time and size, or by size through a
 * fixed window of names. The words and their meaning are Logback's.
 *
 * <p>Sizes are in bytes and count what was written before packing. A history or a cap of 0 means
 * unbounded.
 */
public sealed interface RollingConfig {
  /** How rolled files are named and packed. */
  FileNamePattern fileNamePattern();

  /**
   * A new file when the period of the pattern's date changes. Without a {@code file} of its own,
   * the active file already has the name of its period.
   *
   * @param maxHistory periods whose files are kept beside the current one; 0 keeps all
   * @param totalCapBytes the oldest rolled files are removed beyond this many bytes in all; 0 keeps
   *     all
   * @param cleanHistoryOnStart whether old files are removed at start too, not only at each roll
   */
  record TimeBased(
      FileNamePattern fileNamePattern,
      int maxHistory,
      long totalCapBytes,
      boolean cleanHistoryOnStart)
      implements RollingConfig {
    public TimeBased {
      requireDate(fileNamePattern);
      if (fileNamePattern.hasIndex()) {
        throw new IllegalArgumentException(
            "fileNamePattern must have no %i when rolling by time alone, was ["
                + fileNamePattern
                + "]");
      }
      requireHistory(maxHistory, totalCapBytes);
    }

    /** Keeps everything. */
    public static TimeBased of(String fileNamePattern) {
      return new TimeBased(FileNamePattern.parse(fileNamePattern), 0, 0, false);
    }

    public TimeBased withMaxHistory(int maxHistory) {
      return new TimeBased(fileNamePattern, maxHistory, totalCapBytes, cleanHistoryOnStart);
    }

    public TimeBased withTotalCapBytes(long totalCapBytes) {
      return new TimeBased(fileNamePattern, maxHistory, totalCapBytes, cleanHistoryOnStart);
    }

    public TimeBased withCleanHistoryOnStart(boolean cleanHistoryOnStart) {
      return new TimeBased(fileNamePattern, maxHistory, totalCapBytes, cleanHistoryOnStart);
    }
  }

  /**
   * As {@link TimeBased}, and a further file within the period whenever the active one has reached
   * a size. The index starts at 0 in each period and goes on after a restart.
   *
   * @param maxFileBytes a file that has reached this size is rolled before the next event
   */
  record SizeAndTimeBased(
      FileNamePattern fileNamePattern,
      long maxFileBytes,
      int maxHistory,
      long totalCapBytes,
      boolean cleanHistoryOnStart)
      implements RollingConfig {
    public SizeAndTimeBased {
      requireDate(fileNamePattern);
      requireIndex(fileNamePattern);
      requireSize(maxFileBytes);
      requireHistory(maxHistory, totalCapBytes);
    }

    /** Keeps everything. */
    public static SizeAndTimeBased of(String fileNamePattern, long maxFileBytes) {
      return new SizeAndTimeBased(
          FileNamePattern.parse(fileNamePattern), maxFileBytes, 0, 0, false);
    }

    public SizeAndTimeBased withMaxHistory(int maxHistory) {
      return new SizeAndTimeBased(
          fileNamePattern, maxFileBytes, maxHistory, totalCapBytes, cleanHistoryOnStart);
    }

    public SizeAndTimeBased withTotalCapBytes(long totalCapBytes) {
      return new SizeAndTimeBased(
          fileNamePattern, maxFileBytes, maxHistory, totalCapBytes, cleanHistoryOnStart);
    }

    public SizeAndTimeBased withCleanHistoryOnStart(boolean cleanHistoryOnStart) {
      return new SizeAndTimeBased(
          fileNamePattern, maxFileBytes, maxHistory, totalCapBytes, cleanHistoryOnStart);
    }
  }

  /**
   * By size alone, through a window of names: the newest rolled file has {@code minIndex}, older
   * ones move up, and what would pass {@code maxIndex} is removed. Needs a {@code file}.
   */
  record FixedWindow(FileNamePattern fileNamePattern, int minIndex, int maxIndex, long maxFileBytes)
      implements RollingConfig {
    public static final int DEFAULT_MIN_INDEX = 1;
    public static final int DEFAULT_MAX_INDEX = 7;
    public static final long DEFAULT_MAX_FILE_BYTES = 10L * 1024 * 1024;

    /** Files beyond this many would make each roll a long series of renames. */
    public static final int MAX_WINDOW = 1000;

    public FixedWindow {
      requireIndex(fileNamePattern);
      if (fileNamePattern.hasDate()) {
        throw new IllegalArgumentException(
            "fileNamePattern must have no %d in a fixed window, was [" + fileNamePattern + "]");
      }
      if (minIndex < 0) {
        throw new IllegalArgumentException("minIndex must be at least 0, was " + minIndex);
      }
      if (maxIndex < minIndex || maxIndex - minIndex >= MAX_WINDOW) {
        throw new IllegalArgumentException(
            "maxIndex must be at least minIndex "
                + minIndex
                + " and less than "
                + MAX_WINDOW
                + " above it, was "
                + maxIndex);
      }
      requireSize(maxFileBytes);
    }

    /** Seven files of 10 MiB. */
    public static FixedWindow of(String fileNamePattern) {
      return new FixedWindow(
          FileNamePattern.parse(fileNamePattern),
          DEFAULT_MIN_INDEX,
          DEFAULT_MAX_INDEX,
          DEFAULT_MAX_FILE_BYTES);
    }

    public FixedWindow withIndexes(int minIndex, int maxIndex) {
      return new FixedWindow(fileNamePattern, minIndex, maxIndex, maxFileBytes);
    }

    public FixedWindow withMaxFileBytes(long maxFileBytes) {
      return new FixedWindow(fileNamePattern, minIndex, maxIndex, maxFileBytes);
    }
  }

  private static void requireDate(FileNamePattern pattern) {
    Objects.requireNonNull(pattern, "fileNamePattern");
    if (!pattern.hasDate()) {
      throw new IllegalArgumentException(
          "fileNamePattern must have a %d to roll by time, was [" + pattern + "]");
    }
  }

  private static void requireIndex(FileNamePattern pattern) {
    Objects.requireNonNull(pattern, "fileNamePattern");
    if (!pattern.hasIndex()) {
      throw new IllegalArgumentException(
          "fileNamePattern must have a %i to roll by size, was [" + pattern + "]");
    }
  }

  private static void requireSize(long maxFileBytes) {
    if (maxFileBytes < 1) {
      throw new IllegalArgumentException(
          "maxFileSize must be at least 1 byte, was " + maxFileBytes);
    }
  }

  private static void requireHistory(int maxHistory, long totalCapBytes) {
    if (maxHistory < 0) {
      throw new IllegalArgumentException(
          "maxHistory must be at least 0 (0 keeps all), was " + maxHistory);
    }
    if (totalCapBytes < 0) {
      throw new IllegalArgumentException(
          "totalSizeCap must be at least 0 (0 keeps all), was " + totalCapBytes);
    }
  }
}
