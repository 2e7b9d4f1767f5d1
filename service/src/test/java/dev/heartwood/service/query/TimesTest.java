package dev.heartwood.service.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "2024-01-01T10:30:00Z, 2024-01-01T10:30:00Z",
    "2024-01-01T10:30:00, 2024-01-01T10:30:00Z",
    "2024-01-01 10:30:00, 2024-01-01T10:30:00Z",
    "2024-01-01T10:30, 2024-01-01T10:30:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z",
    "2024-01-01T10:30:00.123456789+02:00, 2024-01-01T08:30:00.123456789Z",
    "2024-01-01T10:30:00.5-0130, 2024-01-01T12:00:00.5Z",
    "2024-01-01T10:30:00 02:00, 2024-01-01T08:30:00Z",
    "2024-01-01T10:30:00+02, 2024-01-01T08:30:00Z",
    "1704105000000, 2024-01-01T10:30:00Z",
    "-1, 1969-12-31T23:59:59.999Z",
    "0001-01-01, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
  })
  void reads_a_time_and_takes_one_without_an_offset_as_utc(String text, String expected) {
    assertThat(Times.parse(text)).isEqualTo(Instant.parse(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "yesterday",
        "2024-02-30",
        "2024-13-01",
        "2024-1-1",
        "2024-01-01T24:00:00",
        "2024-01-01T10:60",
        "2024-01-01T10:30:60",
        "2024-01-01T10:30:00.",
        "2024-01-01T10:30:00+19:00",
        "2024-01-01T10:30:00.1234567890",
        "2024-01-01T10:30:00Zulu",
        "2024-01-01T",
        "99999999999999999999",
        "0000-01-01",
        "0001-01-01T00:00:00+01:00",
        "253402300800000",
        "２０２４-01-01",
        "2024-01-01T10:30:00ZZ"
      })
  void refuses_what_is_none_and_says_what_it_was(String text) {
    assertThatThrownBy(() -> Times.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be a time such as 2024-01-01T10:30:00Z")
        .hasMessageEndingWith("was " + text);
  }

  @Test
  void reads_what_the_jdk_writes() {
    for (long second = -62_135_596_800L; second < 253_402_300_799L; second += 987_654_321L) {
      Instant time = Instant.ofEpochSecond(second, second & 0xFFFFFFF);
      assertThat(Times.parse(time.toString())).isEqualTo(time);
      OffsetDateTime there = time.atOffset(java.time.ZoneOffset.ofHoursMinutes(-9, -30));
      if (there.getYear() > 0) {
        assertThat(Times.parse(there.toString())).isEqualTo(time);
      }
    }
  }
}
