package dev.heartwood.appenders;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;

/**
 * How long one file takes events: from one change of the finest unit in its name to the next. A
 * period whose name is the same as the one before, as the hour that a clock runs through twice in
 * autumn, is the same period.
 */
final class RollingPeriod {
  private static final Instant EPOCH = Instant.EPOCH;

  private final Unit unit;
  private final ZoneId zone;
  private final DateTimeFormatter formatter;

  private RollingPeriod(Unit unit, NameToken.Date date) {
    this.unit = unit;
    this.zone = date.zone();
    this.formatter = date.formatter();
  }

  /**
   * @throws IllegalArgumentException if two periods would have the same name
   */
  static RollingPeriod of(NameToken.Date date) {
    DateTimeFormatter utc = date.formatter().withZone(ZoneOffset.UTC);
    String first = utc.format(EPOCH);
    for (Unit unit : Unit.values()) {
      if (!utc.format(unit.after(EPOCH, ZoneOffset.UTC)).equals(first)) {
        unit.refuseCollisions(date, utc);
        return new RollingPeriod(unit, date);
      }
    }
    throw new IllegalArgumentException(
        "date pattern must change at least once a month, was [" + date.datePattern() + "]");
  }

  /** When the period that holds this instant ends: the start of the next with another name. */
  Instant end(Instant instant) {
    String name = formatter.format(instant);
    Instant end = nextChange(instant);
    while (formatter.format(end).equals(name)) {
      end = nextChange(end);
    }
    return end;
  }

  /** An instant in the period before the one that holds this instant. */
  Instant before(Instant instant) {
    String name = formatter.format(instant);
    Instant before = lastChange(instant).minusNanos(1);
    while (formatter.format(before).equals(name)) {
      before = lastChange(before).minusNanos(1);
    }
    return before;
  }

  /** The unit ends, or the clocks are changed within it. */
  private Instant nextChange(Instant instant) {
    Instant next = unit.after(instant, zone);
    ZoneOffsetTransition transition = zone.getRules().nextTransition(instant);
    return transition != null && transition.getInstant().isBefore(next)
        ? transition.getInstant()
        : next;
  }

  private Instant lastChange(Instant instant) {
    Instant last = unit.start(instant, zone);
    ZoneOffsetTransition transition =
        zone.getRules().previousTransition(instant.plusNanos(1)); // at the instant counts
    return transition != null && transition.getInstant().isAfter(last)
        ? transition.getInstant()
        : last;
  }

  /** When the period that holds this instant began. */
  Instant start(Instant instant) {
    return end(before(instant));
  }

  @Override
  public String toString() {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  private enum Unit {
    MILLISECOND(ChronoUnit.MILLIS),
    SECOND(ChronoUnit.SECONDS),
    MINUTE(ChronoUnit.MINUTES),
    HOUR(ChronoUnit.HOURS, Duration.ofHours(12)),
    DAY(ChronoUnit.DAYS, Duration.ofDays(7), Duration.ofDays(31), Duration.ofDays(365)),
    WEEK(ChronoUnit.WEEKS, Duration.ofDays(34), Duration.ofDays(366)),
    MONTH(ChronoUnit.MONTHS);

    private final ChronoUnit chrono;
    private final Duration[] repeats;

    Unit(ChronoUnit chrono, Duration... repeats) {
      this.chrono = chrono;
      this.repeats = repeats;
    }

    /** Names that come again: an hour without its half of the day, a day without its month. */
    void refuseCollisions(NameToken.Date date, DateTimeFormatter utc) {
      for (Duration repeat : repeats) {
        if (utc.format(EPOCH.plus(repeat)).equals(utc.format(EPOCH))) {
          throw new IllegalArgumentException(
              "date pattern must give each period its own name, was ["
                  + date.datePattern()
                  + "], which repeats after "
                  + repeat);
        }
      }
    }

    Instant start(Instant instant, ZoneId zone) {
      return compareTo(DAY) < 0
          ? atOffset(instant, zone).truncatedTo(chrono).toInstant()
          : firstDay(instant, zone).atStartOfDay(zone).toInstant();
    }

    Instant after(Instant instant, ZoneId zone) {
      if (compareTo(DAY) < 0) {
        return atOffset(instant, zone).truncatedTo(chrono).plus(1, chrono).toInstant();
      }
      return firstDay(instant, zone).plus(1, chrono).atStartOfDay(zone).toInstant();
    }

    /** The local time without transitions ahead: units below a day are counted on the time line. */
    private static ZonedDateTime atOffset(Instant instant, ZoneId zone) {
      return instant.atZone(zone.getRules().getOffset(instant));
    }

    private LocalDate firstDay(Instant instant, ZoneId zone) {
      LocalDate date = instant.atZone(zone).toLocalDate();
      return switch (this) {
        case WEEK -> date.with(TemporalAdjusters.previousOrSame(firstDayOfWeek()));
        case MONTH -> date.withDayOfMonth(1);
        default -> date;
      };
    }

    private static DayOfWeek firstDayOfWeek() {
      return WeekFields.of(Locale.getDefault()).getFirstDayOfWeek();
    }
  }
}
