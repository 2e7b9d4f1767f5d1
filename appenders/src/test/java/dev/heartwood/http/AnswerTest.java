package dev.heartwood.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                             | PT0S
          120                           | PT2M
          9999999                       | PT2777H46M39S
          Fri, 01 Jan 9999 00:00:00 GMT | PT8760H
          Fri, 20 Nov 2026 10:16:00 GMT | PT30S
          Fri, 20 Nov 2026 10:00:00 GMT | PT0S
          """)
  void reads_both_forms_of_retry_after(String header, Duration wait) {
    assertThat(Answer.retryAfter(Optional.of(header), Optional.empty(), NOW)).isEqualTo(wait);
  }

  @Test
  void takes_a_date_by_the_servers_own_clock() {
    assertThat(
            Answer.retryAfter(
                Optional.of("Mon, 23 Nov 2026 08:00:10 GMT"),
                Optional.of("Mon, 23 Nov 2026 08:00:00 GMT"),
                NOW))
        .isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "soon",
        "1.5",
        "99999999",
        "99999999999999999999",
        "Fri, 99 Nov 2026 10:16:00 GMT"
      })
  void takes_anything_else_for_none(String header) {
    assertThat(Answer.retryAfter(Optional.of(header), Optional.empty(), NOW)).isNull();
  }
}
