package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Neighbours that depend on level, logger and thread only, literals between them included: what
 * they printed lately is kept as a whole. A combination has one place, chosen by its hash; whoever
 * comes later takes it over, so memory stays bounded.
 */
final class NamesSegment extends Segment {
  private static final int PLACES = 128; // a power of two
  private static final int MAX_KEPT_BYTES = 512;

  private final Segment[] segments;
  private final @Nullable Printed[] places = new Printed[PLACES];

  private record Printed(Level level, String logger, String thread, byte[] bytes) {
    boolean isOf(Level otherLevel, String otherLogger, String otherThread) {
      return level == otherLevel && logger.equals(otherLogger) && thread.equals(otherThread);
    }
  }

  NamesSegment(List<Segment> segments) {
    this.segments = segments.toArray(Segment[]::new);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    Level level = event.level();
    String logger = String.valueOf(event.loggerName());
    String thread = String.valueOf(event.threadName());
    int hash = 31 * (31 * logger.hashCode() + thread.hashCode()) + level.ordinal();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    Printed printed = places[place];
    if (printed != null && printed.isOf(level, logger, thread)) {
      out.append(printed.bytes);
      return;
    }
    int start = out.length();
    for (Segment segment : segments) {
      segment.write(event, out);
    }
    if (out.length() - start <= MAX_KEPT_BYTES && !out.isFull()) {
      byte[] bytes = Arrays.copyOfRange(out.array(), start, out.length());
      places[place] = new Printed(level, logger, thread, bytes);
    }
  }

  @Override
  boolean dependsOnNamesOnly() {
    return true;
  }
}
