package dev.heartwood.appenders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollingPeriodTest {
  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd HH:mm:ss.SSS, 2026-11-20T10:15:30.123Z, 2026-11-20T10:15:30.124Z",
    "yyyy-MM-dd HH:mm:ss, 2026-11-20T10:15:30.123Z, 2026-11-20T10:15:31Z",
    "yyyy-MM-dd HH:mm, 2026-11-20T10:15:30Z, 2026-11-20T10:16:00Z",
    "yyyy-MM-dd_HH, 2026-11-20T10:15:30Z, 2026-11-20T11:00:00Z",
    "yyyy-MM-dd, 2026-11-20T10:15:30Z, 2026-11-21T00:00:00Z",
    "yyyy-MM, 2026-11-20T10:15:30Z, 2026-12-01T00:00:00Z",
    "yyyy-MM-dd, 2026-11-20T00:00:00Z, 2026-11-21T00:00:00Z",
  })
  void ends_where_the_finest_unit_changes(String date, String at, String end) {
    RollingPeriod period = period(date, "UTC");
    assertThat(period.end(Instant.parse(at))).isEqualTo(end);
    assertThat(period.start(Instant.parse(end))).isEqualTo(end);
    assertThat(period.end(period.before(Instant.parse(at)))).isEqualTo(period.start(at(at)));
  }

  @Test
  void a_week_begins_on_the_day_of_the_locale() {
    Instant end = period("YYYY-ww", "UTC").end(at("2026-11-20T10:00:00Z"));
    assertThat(end).isIn(at("2026-11-22T00:00:00Z"), at("2026-11-23T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    // a day of 23 hours, a day of 25, a day that begins at one o'clock
    "yyyy-MM-dd, Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T22:00:00Z",
    "yyyy-MM-dd, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T23:00:00Z",
    "yyyy-MM-dd, America/Sao_Paulo, 2018-11-03T12:00:00Z, 2018-11-04T03:00:00Z",
    // two o'clock is left out; two o'clock comes twice and is one period
    "yyyy-MM-dd_HH, Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z",
    "yyyy-MM-dd_HH, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T02:00:00Z",
    "yyyy-MM-dd_HH, Europe/Berlin, 2026-10-25T01:30:00Z, 2026-10-25T02:00:00Z",
    // with its offset in the name it is two
    "yyyy-MM-dd_HHZ, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T01:00:00Z",
    // clocks that go by three quarters of an hour, and that are set by half an hour
    "yyyy-MM-dd_HH, Asia/Kathmandu, 2026-11-20T10:00:00Z, 2026-11-20T10:15:00Z",
    "yyyy-MM-dd_HH, Australia/Lord_Howe, 2026-04-04T14:45:00Z, 2026-04-04T15:30:00Z",
    "yyyy-MM-dd_HH, Australia/Lord_Howe, 2026-10-03T15:45:00Z, 2026-10-03T16:00:00Z",
  })
  void follows_the_clocks_of_its_zone(String date, String zone, String at, String end) {
    assertThat(period(date, zone).end(at(at))).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "UTC",
        "America/St_Johns",
        "Pacific/Apia",
        "Africa/Casablanca"
      })
  void each_period_of_a_year_has_one_name_and_no_gap(String zone) {
    for (String date : List.of("yyyy-MM-dd_HH", "yyyy-MM-dd", "yyyy-MM")) {
      FileNamePattern pattern = FileNamePattern.parse("%d{" + date + "," + zone + "}");
      RollingPeriod period = pattern.period();
      Instant start = period.start(at("2011-01-01T00:00:00Z"));
      Instant stop = start.plus(Duration.ofDays(366));
      List<String> names = new ArrayList<>();
      while (start.isBefore(stop)) {
        Instant end = period.end(start);
        Instant last = end.minusNanos(1);
        String name = pattern.format(start, 0);
        assertThat(end).isAfter(start);
        assertThat(pattern.format(last, 0)).isEqualTo(name);
        assertThat(period.end(last)).isEqualTo(end);
        assertThat(period.start(last)).isEqualTo(start);
        assertThat(pattern.format(period.before(end), 0)).isEqualTo(name);
        names.add(name);
        start = end;
      }
      assertThat(names).doesNotHaveDuplicates();
    }
  }

  private static Instant at(String instant) {
    return Instant.parse(instant);
  }

  private static RollingPeriod period(String date, String zone) {
    return FileNamePattern.parse("%d{\"" + date + "\"," + zone + "}").period();
  }
}
