package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.UndeliveredException;
import dev.heartwood.appenders.ConsoleConfig.Binding;
import dev.heartwood.appenders.ConsoleConfig.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class ConsoleHandlerTest {
  private static final ConsoleConfig FOLLOW = ConsoleConfig.DEFAULT;
  private static final ConsoleConfig KEEP = FOLLOW.withBinding(Binding.KEEP_SYSTEM);
  private static final ConsoleConfig PROCESS = FOLLOW.withBinding(Binding.PROCESS);

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void follows_system_out_or_keeps_what_it_was() throws Exception {
    Captured first = new Captured();
    Captured second = new Captured();
    System.setOut(first.print());
    try (ConsoleHandler follows = console(FOLLOW);
        ConsoleHandler keeps = console(KEEP)) {
      System.setOut(second.print());
      follows.handle(event("follows"));
      keeps.handle(event("keeps"));
    }
    assertThat(first.text()).isEqualTo("keeps\n");
    assertThat(second.text()).isEqualTo("follows\n");
  }

  @Test
  void writes_to_standard_error_on_request() throws Exception {
    Captured captured = new Captured();
    System.setErr(captured.print());
    try (ConsoleHandler console = console(FOLLOW.withTarget(Target.STDERR))) {
      console.handle(event("one"));
    }
    assertThat(captured.text()).isEqualTo("one\n");
  }

  @Test
  void writes_a_batch_at_once_or_each_event_on_request() throws Exception {
    Captured batches = new Captured();
    Captured events = new Captured();
    try (ConsoleHandler console =
            new ConsoleHandler(PROCESS, new MessageEncoder("<\n", ">\n"), batches);
        ConsoleHandler immediate =
            new ConsoleHandler(PROCESS.withImmediateFlush(true), new MessageEncoder(), events)) {
      for (String line : new String[] {"one", "two"}) {
        console.handle(event(line));
        immediate.handle(event(line));
      }
      assertThat(batches.writes).isEmpty();
      console.flush();
      console.flush();
    }
    assertThat(batches.writes).containsExactly("<\none\ntwo\n", ">\n");
    assertThat(events.writes).containsExactly("one\n", "two\n");
  }

  @Test
  void never_closes_the_stream() throws Exception {
    Captured captured = new Captured();
    System.setOut(captured.print());
    ConsoleHandler console = console(FOLLOW);
    console.handle(event("one"));
    console.close();
    console.close();
    assertThat(captured.closed).isFalse();
    assertThatThrownBy(() -> console.handle(event("two"))).hasMessageContaining("is closed");
    System.out.print("still open");
    assertThat(captured.text()).isEqualTo("one\nstill open");
  }

  @Test
  void lines_of_several_threads_are_whole() throws Exception {
    Captured captured = new Captured();
    System.setOut(captured.print());
    try (ConsoleHandler console = console(FOLLOW.withImmediateFlush(true))) {
      Writers.run(8, 500, console);
    }
    assertThat(captured.text().lines())
        .hasSize(8 * 500)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.endsWith(Writers.FILL) && line.split(" ").length == 3);
  }

  @Test
  void a_closed_console_fails_each_event_and_counts_those_of_a_batch() throws Exception {
    System.setOut(new PrintStream(new FailingStream()));
    ConsoleHandler console = console(FOLLOW.withBufferBytes(8));
    console.handle(event("one"));
    assertThatThrownBy(() -> console.handle(event("two")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed or has failed");
    console.handle(event("six"));
    assertThatThrownBy(console::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(2));
    console.flush(); // told once
    console.handle(event("ten"));
    assertThatThrownBy(console::close).isInstanceOf(UndeliveredException.class);
  }

  @Test
  void the_stream_of_the_process_recovers_and_ends_the_half_line_first() throws Exception {
    FailingStream stream = new FailingStream();
    ConsoleHandler console =
        new ConsoleHandler(PROCESS.withImmediateFlush(true), new MessageEncoder(), stream);
    assertThatThrownBy(() -> console.handle(event("one"))).hasMessage("no space");
    stream.failing = false;
    console.handle(event("two"));
    console.close();
    assertThat(stream.text()).isEqualTo("o\ntwo\n");
  }

  @Test
  void a_stuck_console_holds_up_one_thread_and_refuses_the_others_soon() throws Exception {
    StuckStream stuck = new StuckStream();
    ConsoleConfig config = PROCESS.withImmediateFlush(true).withWriteTimeout(Duration.ofMillis(50));
    ConsoleHandler console = new ConsoleHandler(config, new MessageEncoder(), stuck);
    Thread first = new Thread(() -> handle(console, "stuck"));
    first.start();
    assertThat(stuck.entered.await(30, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 1000; i++) { // only the first of them waits
      assertThatThrownBy(() -> console.handle(event("refused")))
          .hasMessageContaining("has not finished a write of another thread");
    }
    Thread.currentThread().interrupt();
    assertThatThrownBy(console::flush).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();

    stuck.gate.countDown();
    first.join();
    console.handle(event("moves again"));
    assertThat(stuck.text()).isEqualTo("stuck\nmoves again\n");
  }

  @Test
  void a_stuck_console_is_closed_in_bounded_time() throws Exception {
    StuckStream stuck = new StuckStream();
    ConsoleConfig config = PROCESS.withImmediateFlush(true).withWriteTimeout(Duration.ofMillis(50));
    ConsoleHandler console = new ConsoleHandler(config, new MessageEncoder(), stuck);
    Thread first = new Thread(() -> handle(console, "stuck"));
    first.start();
    assertThat(stuck.entered.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(console::close).isInstanceOf(IOException.class);
    console.close();
    stuck.gate.countDown();
    first.join();
    assertThatThrownBy(() -> console.handle(event("late"))).hasMessageContaining("is closed");
  }

  @Test
  void config_names_value_and_rule() {
    assertThatThrownBy(() -> FOLLOW.withBufferBytes(0))
        .hasMessage("bufferSize must be in 1..67108864 bytes, was 0");
    assertThatThrownBy(() -> FOLLOW.withWriteTimeout(Duration.ofSeconds(-1)))
        .hasMessage("writeTimeout must not be negative, was PT-1S");
  }

  private static ConsoleHandler console(ConsoleConfig config) {
    return new ConsoleHandler(config, new MessageEncoder());
  }

  private static void handle(ConsoleHandler console, String message) {
    try {
      console.handle(event(message));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static class Captured extends ByteArrayOutputStream {
    final List<String> writes = new ArrayList<>();
    boolean closed;

    PrintStream print() {
      return new PrintStream(this, false, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
      super.write(bytes, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }

    String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }

  /** Takes one byte of each write and fails. */
  private static final class FailingStream extends Captured {
    boolean failing = true;

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, failing ? 1 : length);
      if (failing) {
        sneak(new IOException("no space"));
      }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(Exception e) throws E {
      throw (E) e;
    }
  }

  private static final class StuckStream extends OutputStream {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);
    private final Captured captured = new Captured();

    @Override
    public void write(int b) {
      captured.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      entered.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      captured.write(bytes, offset, length);
    }

    String text() {
      return captured.text();
    }
  }
}
