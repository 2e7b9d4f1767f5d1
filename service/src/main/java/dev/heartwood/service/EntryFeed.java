package dev.heartwood.service;

import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import java.time.Duration;

/**
 * Entries one after the other, as their reader asks for them. It holds up nobody and keeps nothing
 * in memory for a reader that is slow: one that falls too far behind is told what it missed.
 *
 * <p><b>Threads:</b> one at a time; any thread may close.
 */
public interface EntryFeed extends AutoCloseable {
  /** What comes next. */
  sealed interface Item {}

  record Entry(LogEntry entry) implements Item {}

  /**
   * Entries that are left out here: they were gone before they were read, or this reader was too
   * far behind, or their bytes are damaged.
   *
   * @param entries how many, whether or not they would have met the condition
   * @param next sequence from which it goes on
   */
  record Gap(long entries, long next) implements Item {}

  /** Nothing came in the time given. */
  record Nothing() implements Item {}

  /** There is no more, and will not be: all that was asked for is read, or the service closes. */
  record End() implements Item {}

  Item NOTHING = new Nothing();
  Item END = new End();

  /**
   * The next entry, waiting for it; nothing at the timeout.
   *
   * @throws IOException if the journal could not be read; another call tries again
   */
  Item next(Duration timeout) throws IOException, InterruptedException;

  /** The sequence from which another feed would go on: also past entries that were left out. */
  long nextSequence();

  /** Ends a wait in another thread; idempotent. */
  @Override
  void close() throws IOException;
}
