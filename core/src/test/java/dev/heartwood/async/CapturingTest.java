package dev.heartwood.async;

import static dev.heartwood.async.CallEvent.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.HostileText;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.RecordingHandler;
import dev.heartwood.TestEvents;
import dev.heartwood.format.Escape;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.Utf8Buffer;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

class CapturingTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final StatusLines status = new StatusLines();
  private final AsyncConfig config =
      AsyncConfig.DEFAULT.withName("capturing").withCapacity(64).withStatus(status);

  @Test
  void shows_arguments_and_key_values_as_they_were_at_the_call() {
    var sink = new GatedHandler();
    var text = new StringBuilder("before");
    List<String> list = new ArrayList<>(List.of("before"));
    String[] array = {"before"};
    var event =
        new CallEvent(Level.INFO, "{} {} {}", text, list, array) {
          @Override
          public List<KeyValue> keyValues() {
            return List.of(new KeyValue("text", text), new KeyValue("number", 42));
          }
        };
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(event);
      sink.awaitEntered();
      text.append(" and after");
      list.add("after");
      array[0] = "after";
      sink.open();
    }
    LogRecord record = sink.records().get(0);
    assertThat(record.message()).isEqualTo("before [before] [before]");
    assertThat(record.arguments()).containsExactly("before", "[before]", "[before]");
    assertThat(record.keyValues())
        .containsExactly(new KeyValue("text", "before"), new KeyValue("number", 42));
  }

  @Test
  void keeps_immutable_arguments_as_they_are_and_leaves_the_message_to_the_worker() {
    var arguments = new AtomicReference<List<?>>();
    var pending = new AtomicReference<Boolean>();
    var message = new AtomicReference<String>();
    LogHandler looking =
        event -> {
          pending.set(event.messagePending());
          arguments.set(List.copyOf(event.arguments()));
          message.set(event.message());
        };
    try (var async = new AsyncHandler(config, looking)) {
      async.handle(call("order {} at {} for {}", 42, 3.5, "EUR"));
    }
    assertThat(pending).hasValue(true);
    assertThat(arguments.get()).isEqualTo(List.of(42, 3.5, "EUR"));
    assertThat(message).hasValue("order 42 at 3.5 for EUR");
  }

  @Test
  void takes_any_number_of_arguments_and_nulls() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(call("none"));
      async.handle(call("{}", (Object) null));
      async.handle(call("{}{}{}{}{}{}", 1, 2, 3, 4, 5, 6));
      async.handle(call("{}{}{}{}{}{}{}{}{}", 1, 2, 3, 4, 5, 6, 7, 8, null));
      async.handle(call("{} {}", 1));
    }
    assertThat(sink.messages()).containsExactly("none", "null", "123456", "12345678null", "1 {}");
  }

  @Test
  void shows_every_text_as_it_was_whether_short_long_or_to_be_escaped() throws Exception {
    List<Object[]> calls = new ArrayList<>();
    HostileText hostile = new HostileText(Long.getLong("heartwood.test.seed", System.nanoTime()));
    for (int length = 0; length <= 2 * Slots.TEXT_BYTES; length++) {
      String text = "x".repeat(length);
      calls.add(new Object[] {text, 7, text, -1L, "y", 0.5});
      calls.add(new Object[] {hostile.next(), text, "", "\"quoted\"", "back\\slash", "ä"});
    }
    var encoder = PatternEncoder.compile("%msg", Escape.NONE);
    var out = new Utf8Buffer();
    List<String> printed = new ArrayList<>();
    List<List<?>> arguments = new ArrayList<>();
    LogHandler reader =
        event -> {
          out.clear();
          encoder.encode(event, out);
          printed.add(new String(out.toByteArray(), UTF_8));
          arguments.add(new ArrayList<>(event.arguments()));
        };
    try (var async = new AsyncHandler(AsyncConfig.DEFAULT.withCapacity(4), reader)) {
      for (Object[] call : calls) {
        async.handle(call("{}|{}|{}|{}|{}|{}", call));
      }
    }
    for (int i = 0; i < calls.size(); i++) {
      String message = MessageFormatter.arrayFormat("{}|{}|{}|{}|{}|{}", calls.get(i)).getMessage();
      assertThat(printed.get(i)).isEqualTo(new String(message.getBytes(UTF_8), UTF_8));
      assertThat(arguments.get(i)).isEqualTo(Arrays.asList(calls.get(i)));
    }
  }

  @Test
  void keeps_the_event_itself_by_reference() {
    var seen = new AtomicReference<LogEvent>();
    LogRecord record = TestEvents.event("a record");
    try (var async =
        new AsyncHandler(config.withCapture(Capture.BY_REFERENCE), event -> seen.set(event))) {
      async.handle(record);
    }
    assertThat(seen.get()).isSameAs(record);
  }

  @Test
  void counts_an_event_that_throws_while_it_is_copied_and_delivers_the_next() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(
          new CallEvent(Level.INFO, "bad") {
            @Override
            public String loggerName() {
              throw new IllegalStateException("no name");
            }
          });
      async.handle(call("good"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().failed(FailReason.CAPTURE)).isEqualTo(1);
      assertThat(async.delivery().delivered()).isEqualTo(1);
    }
    assertThat(sink.messages()).containsExactly("good");
  }

  @Test
  void counts_an_event_that_throws_before_room_is_claimed() {
    try (var async = new AsyncHandler(config, event -> {})) {
      async.handle(
          new CallEvent(Level.WARN, "bad") {
            @Override
            public List<?> arguments() {
              throw new StackOverflowError();
            }
          });
      assertThat(async.delivery().accepted()).isZero();
      assertThat(async.delivery().dropped(DropReason.UNREADABLE)).isEqualTo(1);
    }
    assertThat(status.lines()).hasSize(1);
  }

  @Test
  void throws_nothing_at_the_caller_and_counts_an_event_without_a_level() {
    var broken =
        new CallEvent(Level.WARN, "bad") {
          @Override
          public Level level() {
            throw new IllegalStateException("no level");
          }
        };
    try (var async = new AsyncHandler(config, event -> {});
        var fanOut = new FanOutHandler(List.of(new AsyncHandler(config, event -> {})))) {
      async.handle(broken);
      fanOut.handle(broken);
      assertThat(async.delivery().dropped(DropReason.UNREADABLE)).isEqualTo(1);
      assertThat(fanOut.views().get(0).delivery().dropped(DropReason.UNREADABLE)).isEqualTo(1);
    }
  }

  @Test
  void bounds_an_argument_that_logs_itself() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      Object endless =
          new Object() {
            @Override
            public String toString() {
              async.handle(call("inner {}", this));
              return "endless";
            }
          };
      async.handle(call("outer {}", endless));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().accepted()).isEqualTo(2);
      assertThat(async.delivery().dropped(DropReason.RECURSION)).isEqualTo(1);
      async.handle(call("afterwards {}", new StringBuilder("as usual")));
    }
    assertThat(sink.messages()).contains("inner endless", "outer endless", "afterwards as usual");
  }

  @Test
  void takes_what_a_to_string_logs() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      Object chatty =
          new Object() {
            @Override
            public String toString() {
              async.handle(call("inner"));
              return "chatty";
            }
          };
      async.handle(call("outer {}", chatty));
      assertThat(async.delivery().droppedTotal()).isZero();
    }
    assertThat(sink.messages()).containsExactly("inner", "outer chatty");
  }

  @Test
  void survives_a_to_string_that_throws() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(
          call(
              "{}",
              new Object() {
                @Override
                public String toString() {
                  throw new StackOverflowError();
                }
              }));
    }
    assertThat(sink.messages())
        .containsExactly("[FAILED toString(): java.lang.StackOverflowError]");
  }

  @Test
  void asks_for_the_caller_only_if_the_handler_prints_it() {
    var where = new StackTraceElement("Orders", "fill", "Orders.java", 7);
    var event =
        new CallEvent(Level.INFO, "x") {
          @Override
          public StackTraceElement caller() {
            return where;
          }
        };
    assertThat(callerSeen(event, true)).isEqualTo(where);
    assertThat(callerSeen(event, false)).isNull();
  }

  private StackTraceElement callerSeen(LogEvent event, boolean wanted) {
    var seen = new AtomicReference<StackTraceElement>();
    LogHandler looking =
        new LogHandler() {
          @Override
          public void handle(LogEvent delivered) {
            seen.set(delivered.caller());
          }

          @Override
          public boolean needsCaller() {
            return wanted;
          }
        };
    try (var async = new AsyncHandler(config, looking)) {
      assertThat(async.needsCaller()).isEqualTo(wanted);
      async.handle(event);
    }
    return seen.get();
  }

  @Test
  void lets_go_of_what_was_handled() {
    try (var async = new AsyncHandler(config, event -> {})) {
      WeakReference<String> argument = logNewString(async);
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      await()
          .until(
              () -> {
                System.gc();
                return argument.get() == null;
              });
    }
  }

  private static WeakReference<String> logNewString(AsyncHandler async) {
    String argument = new String(new char[] {'n', 'e', 'w'});
    async.handle(call("{}", argument));
    return new WeakReference<>(argument);
  }

  @Test
  void does_not_keep_the_class_loader_of_who_made_it() throws Exception {
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[0], before)) {
      current.setContextClassLoader(loader);
      try (var async = new AsyncHandler(config, event -> {})) {
        Thread worker = WorkerThreads.of("capturing").orElseThrow();
        assertThat(worker.getContextClassLoader()).isNotSameAs(loader);
        assertThat(worker.isDaemon()).isTrue();
        assertThat(async.isClosed()).isFalse();
      }
    } finally {
      current.setContextClassLoader(before);
    }
  }

  @Test
  void counts_what_the_filter_holds_back() {
    var sink = new RecordingHandler();
    AsyncConfig warnings = config.withFilter(event -> event.level().toInt() >= Level.WARN.toInt());
    try (var async = new AsyncHandler(warnings, sink)) {
      async.handle(call("info"));
      async.handle(new CallEvent(Level.WARN, "warning"));
      assertThat(async.delivery().filtered()).isEqualTo(1);
      assertThat(async.delivery().accepted()).isEqualTo(1);
    }
    assertThat(sink.messages()).containsExactly("warning");
  }
}
