package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownHookTest {
  private static final int EVENTS = 500;

  @Test
  void can_be_taken_back_once() {
    ShutdownHook hook = ShutdownHook.register("hook", () -> {});
    assertThat(hook.unregister()).isTrue();
    assertThat(hook.unregister()).isFalse();
  }

  @Test
  void drains_when_the_jvm_ends(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("log");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName(),
                file.toString())
            .inheritIO()
            .start();
    assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(file)).hasSize(EVENTS).endsWith("event " + (EVENTS - 1));
  }

  /** Logs and ends, without closing what it logs to. */
  static final class Application {
    public static void main(String[] args) {
      Path file = Path.of(args[0]);
      var async = new AsyncHandler(AsyncConfig.DEFAULT.withShutdownHook(true), new SlowFile(file));
      for (int i = 0; i < EVENTS; i++) {
        async.handle(event("event " + i));
      }
    }
  }

  private record SlowFile(Path file) implements LogHandler {
    @Override
    public void handle(LogEvent event) throws IOException {
      Files.writeString(
          file, event.message() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
