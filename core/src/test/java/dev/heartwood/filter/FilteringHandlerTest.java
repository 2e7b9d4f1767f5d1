package dev.heartwood.filter;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class FilteringHandlerTest {
  @Test
  void passes_what_the_filter_accepts_and_counts_the_rest() throws Exception {
    var sink = new RecordingHandler();
    try (var handler = new FilteringHandler(LevelFilter.atLeast(Level.WARN), sink)) {
      handler.handle(event(Level.WARN, "kept"));
      handler.handle(event(Level.INFO, "refused"));

      assertThat(sink.messages()).containsExactly("kept");
      assertThat(handler.filtered()).isEqualTo(1);
    }
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  void delivers_due_summaries_with_an_event_it_refuses_and_at_a_flush() throws Exception {
    var filter = new ScriptedFilter();
    var sink = new RecordingHandler();
    var handler = new FilteringHandler(filter, sink);
    filter.due.add(event("summary 1"));
    handler.handle(event("refused"));
    filter.due.add(event("summary 2"));
    handler.flush();

    assertThat(sink.messages()).containsExactly("summary 1", "summary 2");
    assertThat(sink.flushes()).isEqualTo(1);
  }

  @Test
  void delivers_every_summary_at_close() throws Exception {
    var filter = new ScriptedFilter();
    var sink = new RecordingHandler();
    filter.later.add(event("not due"));

    new FilteringHandler(filter, sink).close();

    assertThat(sink.messages()).containsExactly("not due");
  }

  @Test
  void tells_the_summaries_of_all_parts_of_a_conjunction() throws Exception {
    var one = new ScriptedFilter();
    var two = new ScriptedFilter();
    one.due.add(event("one"));
    two.due.add(event("two"));
    var sink = new RecordingHandler();

    new FilteringHandler(LogFilter.allOf(one, two), sink).flush();

    assertThat(sink.messages()).containsExactly("one", "two");
  }

  @Test
  void tries_a_summary_again_that_was_refused_and_does_not_fail_the_event_for_it()
      throws Exception {
    var filter = new ScriptedFilter();
    var sink = new RefusingHandler();
    var handler = new FilteringHandler(filter, sink);
    filter.due.add(event("summary"));
    sink.refusals = 1;
    handler.handle(event("refused by the filter"));
    assertThat(sink.messages()).isEmpty();

    handler.flush();

    assertThat(sink.messages()).containsExactly("summary");
    assertThat(handler.lostSummaries()).isZero();
  }

  @Test
  void fails_a_flush_that_could_not_deliver_a_summary() {
    var filter = new ScriptedFilter();
    var sink = new RefusingHandler();
    sink.refusals = 1;
    filter.due.add(event("summary"));

    assertThatIOException().isThrownBy(new FilteringHandler(filter, sink)::flush);
  }

  @Test
  void counts_summaries_that_it_cannot_keep_and_those_left_at_close() throws Exception {
    var filter = new ScriptedFilter();
    var sink = new RefusingHandler();
    sink.refusals = Integer.MAX_VALUE;
    var handler = new FilteringHandler(filter, sink);
    for (int i = 0; i < FilteringHandler.MAX_PENDING + 10; i++) {
      filter.due.add(event("summary"));
    }
    handler.handle(event("refused by the filter"));
    assertThat(handler.lostSummaries()).isEqualTo(10);

    assertThatIOException().isThrownBy(handler::close);

    assertThat(handler.lostSummaries()).isEqualTo(FilteringHandler.MAX_PENDING + 10);
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  void a_filter_that_fails_to_summarize_costs_no_event_no_flush_and_no_close() throws Exception {
    var sink = new RecordingHandler();
    LogFilter broken =
        new LogFilter() {
          @Override
          public boolean accepts(LogEvent event) {
            return true;
          }

          @Override
          public void summarize(boolean all, Consumer<? super LogEvent> out) {
            throw new IllegalStateException("broken");
          }
        };
    var handler = new FilteringHandler(broken, sink);

    handler.handle(event("kept"));
    assertThat(sink.messages()).containsExactly("kept");

    assertThatIOException()
        .isThrownBy(handler::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isZero());
    assertThat(sink.flushes()).isEqualTo(1);

    assertThatIOException().isThrownBy(handler::close);
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  void a_refused_summary_does_not_keep_events_from_being_flushed() {
    var filter = new ScriptedFilter();
    var flushes = new AtomicInteger();
    LogHandler refusing =
        new LogHandler() {
          @Override
          public void handle(LogEvent event) throws IOException {
            throw new IOException("refused");
          }

          @Override
          public void flush() {
            flushes.incrementAndGet();
          }
        };
    filter.due.add(event("summary"));

    assertThatIOException()
        .isThrownBy(new FilteringHandler(filter, refusing)::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isZero());
    assertThat(flushes).hasValue(1);
  }

  @Test
  void asks_the_handler_behind_for_the_barrier_and_the_caller() {
    LogHandler slow =
        new LogHandler() {
          @Override
          public void handle(LogEvent event) {}

          @Override
          public boolean awaitDelivered(Duration timeout) {
            return timeout.toSeconds() > 5;
          }

          @Override
          public boolean needsCaller() {
            return true;
          }
        };
    var filtering = new FilteringHandler(event -> true, slow);
    var redacting = new RedactingHandler(event -> event, slow);

    assertThat(filtering.awaitDelivered(Duration.ofSeconds(9))).isTrue();
    assertThat(filtering.awaitDelivered(Duration.ofSeconds(1))).isFalse();
    assertThat(filtering.needsCaller()).isTrue();
    assertThat(redacting.awaitDelivered(Duration.ofSeconds(9))).isTrue();
    assertThat(redacting.awaitDelivered(Duration.ofSeconds(1))).isFalse();
    assertThat(redacting.needsCaller()).isTrue();
  }

  /** Refuses every event, and tells what a test gives it. */
  private static final class ScriptedFilter implements LogFilter {
    private final Queue<LogEvent> due = new ArrayDeque<>();
    private final Queue<LogEvent> later = new ArrayDeque<>();

    @Override
    public boolean accepts(LogEvent event) {
      return false;
    }

    @Override
    public void summarize(boolean all, Consumer<? super LogEvent> out) {
      while (!due.isEmpty()) {
        out.accept(due.remove());
      }
      while (all && !later.isEmpty()) {
        out.accept(later.remove());
      }
    }
  }

  private static final class RefusingHandler implements LogHandler {
    private final RecordingHandler taken = new RecordingHandler();
    private int refusals;

    @Override
    public void handle(LogEvent event) throws IOException {
      if (refusals > 0) {
        refusals--;
        throw new IOException("refused");
      }
      taken.handle(event);
    }

    @Override
    public void close() {
      taken.close();
    }

    List<String> messages() {
      return taken.messages();
    }

    boolean isClosed() {
      return taken.isClosed();
    }
  }
}
