package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.MessageFormatter;

class MessageSlicesTest {
  @Test
  void fills_a_template_as_slf4j_does_and_finds_each_argument_in_it() {
    long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
    HostileText texts = new HostileText(seed);
    SplittableRandom random = new SplittableRandom(seed);
    int filled = 0;
    for (int i = 0; i < 20_000; i++) {
      String template = texts.next();
      List<String> arguments = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        arguments.add(texts.next());
      }
      MessageSlices slices = MessageSlices.fill(template, arguments);
      if (slices != null) {
        filled++;
        assertThat(slices.message())
            .as("seed %d", seed)
            .isEqualTo(MessageFormatter.basicArrayFormat(template, arguments.toArray()));
        assertThat(slices).as("seed %d", seed).isEqualTo(arguments);
      }
    }
    assertThat(filled).isPositive();
  }

  @Test
  void leaves_to_slf4j_what_it_cannot_show_as_it_is() {
    assertThat(MessageSlices.fill("no placeholder", List.of("x"))).isNull();
    assertThat(MessageSlices.fill("escaped \\{}", List.of("x"))).isNull();
    assertThat(MessageSlices.fill("one {}", List.of("x", "y"))).isNull();
  }

  @Test
  void has_an_end() {
    MessageSlices slices = MessageSlices.fill("{}", List.of("x"));
    assertThatThrownBy(() -> slices.get(1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("index must be below 1, was 1");
  }

  @Test
  void a_record_of_a_pending_event_equals_one_of_separate_texts() {
    LogRecord whole =
        new LogRecord(
            TestEvents.event("x").timestamp(),
            org.slf4j.event.Level.INFO,
            "orders",
            "main",
            "order {} for {}",
            List.of("42", "eva"),
            "order 42 for eva",
            List.of(),
            List.of(),
            java.util.Map.of(),
            null,
            null);
    LogRecord sliced =
        new LogRecord(
            whole.timestamp(),
            whole.level(),
            whole.loggerName(),
            whole.threadName(),
            whole.template(),
            MessageSlices.fill(whole.template(), whole.arguments()),
            whole.message(),
            List.of(),
            List.of(),
            whole.mdc(),
            null,
            null);
    assertThat(sliced).isEqualTo(whole).hasSameHashCodeAs(whole);
  }
}
