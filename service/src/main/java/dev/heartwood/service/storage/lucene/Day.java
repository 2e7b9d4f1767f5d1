package dev.heartwood.service.storage.lucene;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A day in UTC, counted from 1970-01-01; times within it are nanoseconds from its start. */
record Day(long number) implements Comparable<Day> {
  static final long SECONDS = 86_400;
  static final long NANOS = SECONDS * 1_000_000_000;

  static Day of(Instant time) {
    return new Day(Math.floorDiv(time.getEpochSecond(), SECONDS));
  }

  /** The day whose directory has that name; null if it is another's. */
  static @Nullable Day named(String directory) {
    try {
      return new Day(LocalDate.parse(directory).toEpochDay());
    } catch (DateTimeParseException notOurs) {
      return null;
    }
  }

  String directory() {
    return LocalDate.ofEpochDay(number).toString();
  }

  Instant start() {
    return Instant.ofEpochSecond(number * SECONDS);
  }

  Instant time(long nanos) {
    return start().plusNanos(nanos);
  }

  /** A time as nanoseconds of this day; below 0 or {@link #NANOS} if it is another day. */
  long nanos(Instant time) {
    long seconds = time.getEpochSecond() - number * SECONDS;
    return seconds < 0 ? -1 : seconds >= SECONDS ? NANOS : seconds * 1_000_000_000 + time.getNano();
  }

  @Override
  public int compareTo(Day other) {
    return Long.compare(number, other.number);
  }
}
