package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JournalConfigTest {
  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments(config -> config.withName(" "), "name must not be blank"),
        arguments(
            config -> config.withSegmentBytes(65_535),
            "segmentBytes must be 65536 to 1073741824, was 65535"),
        arguments(
            config -> config.withSegmentBytes(Integer.MAX_VALUE),
            "segmentBytes must be 65536 to 1073741824, was 2147483647"),
        arguments(
            config -> config.withSegmentAge(Duration.ZERO),
            "segmentAge must be more than zero, was PT0S"),
        arguments(
            config -> config.withMaxBytes(67_108_863),
            "maxBytes must be at least 67108864 (4 segments), was 67108863"),
        arguments(
            config -> config.withMaxAge(Duration.ofDays(-1)),
            "maxAge must be more than zero, was PT-24H"),
        arguments(
            config -> config.withMaxRecordBytes(0),
            "maxRecordBytes must be 1 to 4194304 (a quarter of a segment), was 0"),
        arguments(
            config ->
                config
                    .withMaxBytes(Long.MAX_VALUE)
                    .withSegmentBytes(JournalConfig.MAX_SEGMENT_BYTES)
                    .withMaxRecordBytes(1 << 28),
            "maxRecordBytes must be 1 to 268435455 (a quarter of a segment), was 268435456"),
        arguments(
            config -> config.withMaxRecordBytes(4_194_305),
            "maxRecordBytes must be 1 to 4194304 (a quarter of a segment), was 4194305"));
  }

  private static Arguments arguments(UnaryOperator<JournalConfig> change, String message) {
    return Arguments.of(change, message);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refuses_what_cannot_be(UnaryOperator<JournalConfig> change, String message) {
    assertThatThrownBy(() -> change.apply(JournalConfig.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void a_smaller_segment_takes_smaller_records() {
    JournalConfig config = JournalConfig.DEFAULT.withSegmentBytes(64 * 1024);

    assertThat(config.maxRecordBytes()).isEqualTo(16 * 1024);
  }

  @Test
  void a_position_is_checked_and_ordered_by_epoch_first() {
    assertThatThrownBy(() -> new Position(0, 1)).hasMessage("epoch must be at least 1, was 0");
    assertThatThrownBy(() -> new Position(1, -1))
        .hasMessage("sequence must not be negative, was -1");
    assertThat(new Position(1, 9)).isLessThan(new Position(2, 3)).isGreaterThan(new Position(1, 8));
    assertThat(new Position(1, 9).next()).isEqualTo(new Position(1, 10));
  }
}
