package dev.heartwood.appenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamePatternTest {
  private static final Instant TIME = Instant.parse("2026-11-20T23:15:30.123Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app-%d{yyyy-MM-dd, UTC}.log            | app-2026-11-20.log",
        "app-%d{yyyy-MM-dd, Europe/Berlin}.log  | app-2026-11-21.log",
        "app-%d{yyyy-MM-dd,UTC}.%i.log.gz       | app-2026-11-20.7.log.gz",
        "%d{yyyy/MM, aux, UTC}/app-%d{yyyyMMdd_HH, UTC}.zip | 2026/11/app-20261120_23.zip",
        "app.%3i.log                            | app.007.log",
        "app.%03i.log                           | app.007.log",
        "app(%i).log                            | app(7).log",
        "logs\\app.%i.log                       | logs/app.7.log",
        "%d{\"yyyy,MM\", UTC}.log               | 2026,11.log",
        "app-%d{yyyy-'W'ww, UTC}                | app-2026-W47",
      })
  void builds_names(String pattern, String name) {
    assertThat(FileNamePattern.parse(pattern).format(TIME, 7)).isEqualTo(name);
  }

  @Test
  void prints_the_day_when_no_date_pattern_is_given() {
    String name = FileNamePattern.parse("%d").format(TIME, 0);
    assertThat(name).matches("2026-11-2[01]"); // in the zone of the machine
    assertThat(FileNamePattern.parse("%d{}").format(TIME, 0)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app-%d{foo}.log        | date must be a pattern of DateTimeFormatter, was [foo]",
        "app-%d{yyyy}.log       | must change at least once a month, was [yyyy]",
        "app-%d{dd}.log         | must give each period its own name, was [dd]",
        "app-%d{yyyy-MM-dd hh}  | must give each period its own name, was [yyyy-MM-dd hh]",
        "app-%d{yyyy, aux}.log  | must have a %d without aux, which decides the period, was",
        "app-%d{yyyy-MM, Mars}  | must name aux or a time zone, found [Mars]",
        "app-%d{yyyy-MM         | must close its braces",
        "app-%d{\"yyyy-MM, UTC} | must close its quotes",
        "app-%d_%i.log          | found %d_",
        "app-%x.log             | found %x",
        "app-100%               | found %",
        "app-%10i.log           | must not pad %i to more than 9 digits, found 10",
        "app-%20d.log           | must not give %d a width, found %20d",
        "app-%i-%i.log          | must have at most one %i, was [app-%i-%i.log]",
        "app-%d.log.xz          | must end in .gz, .zip or neither, was [app-%d.log.xz]",
        "''                     | must not be empty",
      })
  void refuses_what_has_no_meaning_and_says_why(String pattern, String message) {
    assertThatThrownBy(() -> FileNamePattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logs/%d{yyyy/MM, aux}/app-%d{yyyy-MM-dd}.%i.log.gz",
        "%d{yyyyMMdd}%i.log",
        "app-%d{EEE dd MMM yyyy HH:mm:ss.SSS Z, UTC}.log",
        "app-%d{yyyy-MM-dd'T'HH''mm}-(x).%4i",
        "app-%d{YYYY-ww}.log"
      })
  void recognises_its_own_names(String text) {
    FileNamePattern pattern = FileNamePattern.parse(text);
    for (int index : new int[] {0, 9, 10, 12345}) {
      String name = pattern.format(TIME, index);
      assertThat(pattern.matches(name)).as(name).isTrue();
      assertThat(pattern.matches(name + "x")).isFalse();
      assertThat(pattern.periodKey(name)).isEqualTo(pattern.periodKey(TIME));
      assertThat(pattern.indexOf(name)).isEqualTo(pattern.hasIndex() ? index : -1);
    }
  }

  @Test
  void does_not_take_other_names_for_its_own() {
    FileNamePattern pattern = FileNamePattern.parse("app-%d{yyyy-MM-dd}.log");
    assertThat(pattern.matches("app-old.log")).isFalse();
    assertThat(pattern.matches("app.log")).isFalse();
    assertThat(pattern.matches("app-2026-11-20.log.gz")).isFalse();
    assertThat(pattern.matches("app-2026-11-20-log")).isFalse();
  }

  @Test
  void knows_its_packing_and_its_directory() {
    FileNamePattern pattern = FileNamePattern.parse("/var/log/app/%d{yyyy/MM}/x-%i.log.gz");
    assertThat(pattern.compression()).isEqualTo(Compression.GZIP);
    assertThat(pattern.uncompressed().text()).isEqualTo("/var/log/app/%d{yyyy/MM}/x-%i.log");
    assertThat(pattern.fixedDirectory()).isEqualTo("/var/log/app/");
    assertThat(pattern.directoryDepth()).isEqualTo(2);
    assertThat(FileNamePattern.parse("%i.zip").compression()).isEqualTo(Compression.ZIP);
    assertThat(pattern).isEqualTo(FileNamePattern.parse(pattern.text()));
  }
}
