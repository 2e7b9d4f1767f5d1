package dev.heartwood.async;

import dev.heartwood.KeyValue;
import dev.heartwood.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Puts losses into words, for the stream that has the gap; used by the worker only. */
final class LossNotices {
  /** The logger that loss notices come from. */
  static final String LOGGER = "dev.heartwood.async";

  private final String ring;
  private final Drops drops;
  private final long[][] told = new long[Drops.REASONS.length][Drops.LEVELS.length];

  LossNotices(String ring, Drops drops) {
    this.ring = ring;
    this.drops = drops;
  }

  /** A record of what was lost since the last call; null if nothing was. */
  @Nullable LogRecord next() {
    long since = drops.takeSince();
    Instant now = Instant.now();
    long total = 0;
    Level worst = Level.WARN;
    StringJoiner reasons = new StringJoiner(", ");
    for (DropReason reason : Drops.REASONS) {
      StringJoiner levels = new StringJoiner(", ", " (", ")").setEmptyValue("");
      for (Level level : Drops.LEVELS) {
        long count = drops.get(reason, level);
        long lost = count - told[reason.ordinal()][level.ordinal()];
        if (lost > 0) {
          told[reason.ordinal()][level.ordinal()] = count;
          total += lost;
          worst = level == Level.ERROR ? Level.ERROR : worst;
          levels.add(level + " " + lost);
        }
      }
      if (levels.length() > 0) {
        reasons.add(reason.text() + levels);
      }
    }
    return total == 0 ? null : record(since, now, total, worst, reasons.toString());
  }

  private LogRecord record(long since, Instant now, long total, Level worst, String reasons) {
    Instant first = since == 0 ? now : Instant.ofEpochMilli(since);
    String message =
        total
            + (total == 1 ? " event" : " events")
            + " dropped: "
            + reasons
            + " between "
            + first
            + " and "
            + now;
    return new LogRecord(
        now,
        worst,
        LOGGER,
        Thread.currentThread().getName(),
        message,
        List.of(),
        message,
        List.of(new KeyValue("ring", ring), new KeyValue("dropped", total)),
        List.of(),
        Map.of(),
        null,
        null);
  }
}
