package dev.heartwood;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a handler notes what it is about to write to its file, in a place that outlives the
 * process, so that the next one can tell what of it was written. Given by a ring in a file to the
 * {@link Resumable} handler behind it.
 *
 * <p><b>Threads:</b> the handler sees to it that one thread at a time is in here, and that {@link
 * #taken} and what it refers to are one step.
 */
public interface WriteLedger {
  /**
   * What was noted last, by the process before; null if nothing is known, or it was settled
   * already.
   */
  @Nullable Note last();

  /** The event that is being handled will be part of what is written next. */
  void taken();

  /**
   * Everything taken so far is now written to a file, which is {@code start} bytes long before and
   * {@code end} after it.
   *
   * @param crc32c of the bytes from start to end
   */
  void writing(long fileKey, long start, long end, int crc32c);

  /** What was being written is in the file. */
  void written();

  /** Something went wrong: nobody knows what of it is in the file. */
  void unsure();

  /**
   * The file, with everything written in it, is completed from {@code start} on and then put aside.
   */
  void rolling(long fileKey, long start) throws IOException;

  /**
   * Whether what is noted is to survive a loss of power: a file is then forced before it is put
   * aside, and {@link #forced} is told.
   */
  default boolean forces() {
    return false;
  }

  /** Everything taken so far is in the file, which is that long, and survives a loss of power. */
  default void forced(long fileKey, long length) throws IOException {}

  /** Whether the event that is being handled may have been written by the process before. */
  default boolean repeats() {
    return false;
  }

  /**
   * One note.
   *
   * @param fileKey tells the file from others, whatever its name
   */
  record Note(Kind kind, long fileKey, long start, long end, int crc32c) {}

  /** What was being done. */
  enum Kind {
    WRITING,
    WRITTEN,
    UNSURE,
    ROLLING,

    /**
     * All taken so far was in the file up to its start, and survives a loss of power. What follows
     * there, if anything, was written later, or by somebody else.
     */
    FORCED
  }
}
