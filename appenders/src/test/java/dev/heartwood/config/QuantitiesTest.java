package dev.heartwood.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100 us, 100",
    "5ms, 5000",
    "1.5 s, 1500000",
    "2 seconds, 2000000",
    "1 Minute, 60000000",
    "-1 s, -1000000",
    "1 h, 3600000000",
    "1 day, 86400000000"
  })
  void reads_times(String text, long micros) {
    assertThat(Quantities.time(text)).isEqualTo(Duration.ofNanos(micros * 1000));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "1 kb, 1024",
    "10MB, 10485760",
    "1.5 KB, 1536",
    "2 GB, 2147483648"
  })
  void reads_sizes(String text, long bytes) {
    assertThat(Quantities.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 fortnights", "1e3 s", "999999999999 days", "5 s s"})
  void refuses_what_is_no_time(String text) {
    assertThat(Quantities.time(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KB", "5 TB", "0.5 bytes", "99999999999999 GB", "0x10"})
  void refuses_what_is_no_size(String text) {
    assertThat(Quantities.bytes(text)).isNull();
  }

  @Test
  void placeholders_may_be_escaped_and_stand_anywhere() {
    Placeholders placeholders = new Placeholders(name -> name.equals("A") ? "x" : null);

    assertThat(placeholders.fill("${A}-$${A}-${B:-}-${B:-${A}y}-$5")).isEqualTo("x-${A}--xy-$5");
  }
}
