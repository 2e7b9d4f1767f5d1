package dev.heartwood.filter;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.HeldHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.Loggers;
import dev.heartwood.RecordingHandler;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
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
  void a_worker_holds_what_is_behind_it_for_a_run_of_events() {
    HeldHandler held = new HeldHandler();
    try (var async = new AsyncHandler(AsyncConfig.DEFAULT, new RedactingHandler(e -> e, held))) {
      async.handle(event("one"));
    }
    assertThat(held.messages()).containsExactly("one");
    assertThat(held.unheld()).isZero();
    assertThat(held.isHeld()).isFalse();
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

  @Test
  void passes_on_no_text_it_did_not_look_at_though_the_argument_changes_its_own() throws Exception {
    var changing =
        new Object() {
          private int asked;

          @Override
          public String toString() {
            return asked++ == 0 ? "harmless" : "secret";
          }
        };
    Redactor redactor =
        e -> (e.message() + e.arguments() + e.keyValues()).contains("secret") ? event("****") : e;
    try (var async = new AsyncHandler(AsyncConfig.DEFAULT.withCapacity(8), sink)) {
      Loggers.named("orders")
          .handler(new RedactingHandler(redactor, async))
          .build()
          .info("paid by {}", changing);
    }

    assertThat(sink.records().toString()).doesNotContain("secret");
  }
}
