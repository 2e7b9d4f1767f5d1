package dev.heartwood.tool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;

/** Which records are wanted. */
final class Selection {
  @Option(
      names = "--from",
      paramLabel = "BOUND",
      converter = Bound.Converter.class,
      description = "Begin there: a sequence (journal), a position (ring), or a time; inclusive.")
  private @Nullable Bound from;

  @Option(
      names = "--to",
      paramLabel = "BOUND",
      converter = Bound.Converter.class,
      description = "End before it; as --from.")
  private @Nullable Bound to;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many records.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Events of this level and above: ${COMPLETION-CANDIDATES}.")
  private @Nullable Level level;

  @Option(
      names = "--logger",
      paramLabel = "NAME",
      description = "Events of this logger and those below it.")
  private @Nullable String logger;

  @Option(
      names = "--undelivered",
      description = "Only what a ring file or a spool still has to deliver.")
  private boolean undelivered;

  /** Opens a way through those that may be wanted. */
  Records open(Source source) throws IOException {
    if (limit < 0) {
      throw new IllegalArgumentException("--limit must not be negative, was " + limit);
    }
    Bound start = from;
    return source.records(undelivered, start == null || start.isTime() ? 0 : start.value());
  }

  boolean wants(Payload record) {
    Bound start = from;
    Bound stop = to;
    Level least = level;
    return (start == null || !start.isAfter(record.position(), record.epochNanos()))
        && (stop == null || stop.isAfter(record.position(), record.epochNanos()))
        && (least == null || record.isEvent() && record.event().level().toInt() >= least.toInt())
        && (logger == null || record.isEvent() && isBelow(record.event().loggerName(), logger));
  }

  private static boolean isBelow(String name, String parent) {
    return name.equals(parent) || name.startsWith(parent + ".");
  }

  /** Whether none behind a number of them, and a position, is wanted. */
  boolean ends(long taken, long position) {
    Bound stop = to;
    return taken >= limit || stop != null && !stop.isTime() && position >= stop.value();
  }
}
