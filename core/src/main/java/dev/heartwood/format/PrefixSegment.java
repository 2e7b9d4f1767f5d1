package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Neighbours that depend on the millisecond, and on level, logger and thread, only: most lines
 * begin as the one before, and are begun with one copy of it. It is kept when a second event in a
 * row has the same names, so that threads that take turns cost no copies in vain.
 */
final class PrefixSegment extends Segment {
  private static final int MAX_KEPT_BYTES = 512;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Segment[] segments;
  private final byte[] kept = new byte[MAX_KEPT_BYTES];
  private int keptBytes;
  private long fromNanos; // of the millisecond whose text is kept; there is none if it ends here
  private long untilNanos;
  private @Nullable Level level;
  private @Nullable String logger;
  private @Nullable String thread;

  PrefixSegment(List<Segment> segments) {
    this.segments = segments.toArray(Segment[]::new);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    long nanos = event.epochNanos();
    boolean sameNames = hasNamesOfLast(event);
    if (sameNames && nanos >= fromNanos && nanos < untilNanos) {
      out.append(kept, 0, keptBytes);
      return;
    }
    int start = out.length();
    for (Segment segment : segments) {
      segment.write(event, out);
    }
    keptBytes = out.length() - start;
    if (sameNames && keptBytes <= MAX_KEPT_BYTES && !out.isFull()) {
      System.arraycopy(out.array(), start, kept, 0, keptBytes);
      fromNanos = Math.floorDiv(nanos, NANOS_PER_MILLI) * NANOS_PER_MILLI;
      untilNanos = fromNanos + NANOS_PER_MILLI;
    } else {
      level = event.level();
      logger = event.loggerName();
      thread = event.threadName();
      untilNanos = fromNanos;
    }
  }

  /** The strings themselves: to compare others costs as much as it saves. */
  private boolean hasNamesOfLast(LogEvent event) {
    return event.level() == level && event.loggerName() == logger && event.threadName() == thread;
  }
}
