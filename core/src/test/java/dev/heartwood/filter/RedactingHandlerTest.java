package dev.heartwood.filter;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogRecord;
import dev.heartwood.RecordingHandler;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class RedactingHandlerTest {
  private final RecordingHandler sink = new RecordingHandler();

  @Test
  void passes_on_what_the_redactor_makes_of_an_event() throws Exception {
    Redactor redactor = e -> e.message().equals("secret") ? event("****") : e;
    try (var handler = new RedactingHandler(redactor, sink)) {
      handler.handle(event("plain"));
      handler.handle(event("secret"));
      handler.flush();

      assertThat(sink.messages()).containsExactly("plain", "****");
      assertThat(handler.redacted()).isEqualTo(1);
      assertThat(sink.flushes()).isEqualTo(1);
    }
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  void withholds_an_event_that_the_redactor_fails_on() throws Exception {
    Redactor failing =
        event -> {
          throw new IllegalStateException("secret");
        };
    try (var handler = new RedactingHandler(failing, sink)) {
      handler.handle(LogRecord.of(TIME, Level.ERROR, "orders", "secret"));

      LogRecord note = sink.records().get(0);
      assertThat(note.message())
          .isEqualTo("[event withheld: redaction failed with java.lang.IllegalStateException]");
      assertThat(note.level()).isEqualTo(Level.ERROR);
      assertThat(note.loggerName()).isEqualTo("orders");
      assertThat(note.timestamp()).isEqualTo(TIME);
      assertThat(handler.failed()).isEqualTo(1);
    }
  }
}
