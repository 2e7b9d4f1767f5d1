package dev.heartwood.filter;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heartwood.KeyValue;
import dev.heartwood.LogRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class EventKeyTest {
  private static final LogRecord EVENT =
      new LogRecord(
          TIME,
          Level.WARN,
          "a.B",
          "main",
          "order {}",
          List.of("7"),
          "order 7",
          List.of(new KeyValue("id", 7)),
          List.of(),
          Map.of("tenant", "t1"),
          null,
          null);

  @Test
  void reads_every_name_of_a_configuration() {
    assertThat(EventKey.parse("logger").of(EVENT)).isEqualTo("a.B");
    assertThat(EventKey.parse("level").of(EVENT)).isEqualTo(Level.WARN);
    assertThat(EventKey.parse("template").of(EVENT)).isEqualTo("order {}");
    assertThat(EventKey.parse("message").of(EVENT)).isEqualTo("order 7");
    assertThat(EventKey.parse("thrown").of(EVENT)).isEqualTo("");
    assertThat(EventKey.parse("mdc:tenant").of(EVENT)).isEqualTo("t1");
    assertThat(EventKey.parse("mdc:other").of(EVENT)).isEqualTo("");
    assertThat(EventKey.parse("kvp:id").of(EVENT)).isEqualTo("7");
    assertThat(EventKey.parse("all").of(EVENT)).isEqualTo(EventKey.all().of(event("x")));
    assertThat(EventKey.parse("logger, mdc:tenant").of(EVENT)).isEqualTo(List.of("a.B", "t1"));
  }

  @Test
  void refuses_a_name_that_it_does_not_know() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventKey.parse("logger,colour"))
        .withMessage(
            "key must be logger, level, template, message, thrown, all, mdc:NAME or kvp:NAME,"
                + " was colour");
    assertThatIllegalArgumentException().isThrownBy(() -> EventKey.parse("mdc:"));
  }

  @Test
  void cuts_long_texts_and_still_tells_them_apart() {
    String head = "x".repeat(EventKey.MAX_TEXT_CHARS);
    Object one = EventKey.message().of(event(head + "1"));
    Object two = EventKey.message().of(event(head + "2"));

    assertThat(one).isNotEqualTo(two).isEqualTo(EventKey.message().of(event(head + "1")));
    assertThat(one.toString()).hasSizeLessThan(EventKey.MAX_TEXT_CHARS + 10);
  }
}
