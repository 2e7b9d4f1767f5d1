package dev.heartwood.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.LoggersConfig;
import dev.heartwood.Losses;
import dev.heartwood.Threshold;
import dev.heartwood.store.CompactingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class ReloadTest {
  @TempDir Path dir;

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private YamlConfig config;
  private Path file;

  @BeforeEach
  void setUp() throws Exception {
    file = dir.resolve("app.yaml");
    write("INFO", "%msg%n", 1024);
    config =
        YamlConfig.open(
            file,
            LoggersConfig.DEFAULT.withStatus(
                (level, message, cause) -> reports.add(level + " " + message)),
            name -> name.equals("DIR") ? dir.toString() : null);
  }

  @AfterEach
  void close() {
    config.close();
  }

  @Test
  void changes_levels_and_keeps_handlers_that_mean_the_same() throws Exception {
    CompactingStore store = config.handler("STORE", CompactingStore.class);
    Logger logger = config.loggers().getLogger("a");
    logger.info("before");

    write("DEBUG", "%msg%n", 1024);
    config.reload();
    logger.debug("after");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));

    assertThat(config.handler("STORE", CompactingStore.class)).isSameAs(store);
    assertThat(store.size()).isEqualTo(2);
    assertThat(lines()).containsExactly("before", "after");
  }

  @Test
  void exchanges_a_handler_that_was_redefined_on_the_same_file() throws Exception {
    Logger logger = config.loggers().getLogger("a");
    logger.info("before");
    config.loggers().awaitDelivered(Duration.ofSeconds(20)); // what is queued gets the new pattern

    write("INFO", "[%msg]%n", 1024);
    config.reload();
    logger.info("after");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));

    assertThat(lines()).containsExactly("before", "[after]");
    assertThat(reports).isEmpty();
  }

  @Test
  void a_wrong_file_is_refused_while_the_last_good_one_runs() throws Exception {
    Logger logger = config.loggers().getLogger("a");
    write("LOUD", "[%msg]%n", 1024);

    assertThatThrownBy(config::reload).isInstanceOf(ConfigException.class);
    logger.info("still");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));

    assertThat(config.loggers().effectiveLevel("a")).isEqualTo(Threshold.INFO);
    assertThat(lines()).containsExactly("still");
  }

  @Test
  void a_handler_that_cannot_be_made_leaves_all_as_it_was() throws Exception {
    Logger logger = config.loggers().getLogger("a");
    Files.writeString(
        file,
        """
        loggers: {ROOT: {level: DEBUG, handlers: [ASYNC, OTHER]}}
        handlers:
          ASYNC: {type: async, to: [FILE, STORE], capacity: 16}
          FILE: {type: file, file: "${DIR}/a.log", encoder: {pattern: "[%msg]%n"}}
          OTHER: {type: file, file: "${DIR}/a.log"}
          STORE: {type: store}
        """);

    assertThatThrownBy(config::reload)
        .hasMessageStartingWith("app.yaml line 5: handlers.OTHER: file must not be in use");
    logger.info("still");
    logger.debug("no");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));

    assertThat(lines()).containsExactly("still");
    write("INFO", "<%msg>%n", 1024);
    config.reload();
    logger.info("good again");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));
    assertThat(lines()).containsExactly("still", "<good again>");
  }

  @Test
  void an_exchange_that_fails_brings_the_old_handlers_back() throws Exception {
    Logger logger = config.loggers().getLogger("a");
    Files.writeString(
        file,
        """
        loggers: {ROOT: {level: DEBUG, handlers: ASYNC}}
        handlers:
          ASYNC: {type: async, to: [FILE, STORE], capacity: 16}
          FILE: {type: file, file: "${DIR}/a.log", encoder: {pattern: "[%msg]%n"}}
          STORE: {type: file, file: "${DIR}/a.log"}
        """);

    assertThatThrownBy(config::reload)
        .hasMessageStartingWith("app.yaml line 5: handlers.STORE: file must not be in use");
    logger.info("still");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));

    assertThat(lines()).containsExactly("still");
    assertThat(config.handler("STORE", CompactingStore.class).size()).isEqualTo(1);
  }

  @Test
  void closes_what_is_gone_and_attaches_what_is_new() throws Exception {
    Logger logger = config.loggers().getLogger("a");
    logger.info("one");
    Files.writeString(
        file,
        """
        loggers: {ROOT: {level: INFO, handlers: NEXT}}
        handlers:
          NEXT: {type: file, file: "${DIR}/b.log", encoder: {pattern: "%msg%n"}}
        """);

    config.reload();
    logger.info("two");

    assertThat(lines()).containsExactly("one");
    assertThat(Files.readAllLines(dir.resolve("b.log"))).containsExactly("two");
    assertThatThrownBy(() -> config.handler("STORE", CompactingStore.class))
        .hasMessageContaining("not there");
    write("INFO", "%msg%n", 1024); // the first file can be opened again
    config.reload();
    logger.info("three");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));
    assertThat(lines()).containsExactly("one", "three");
  }

  @Test
  void exchanges_under_load_lose_nothing_and_keep_the_order_of_each_thread() throws Exception {
    int threads = 4;
    AtomicBoolean done = new AtomicBoolean();
    AtomicIntegerArray logged = new AtomicIntegerArray(threads);
    List<Thread> callers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int caller = t;
      Logger logger = config.loggers().getLogger("a.b" + t);
      Thread thread =
          new Thread(
              () -> {
                while (!done.get()) {
                  logger.info("{} {}", caller, logged.getAndIncrement(caller));
                }
              });
      thread.start();
      callers.add(thread);
    }
    for (int round = 0; round < 12; round++) {
      write("INFO", round % 2 == 0 ? "x %msg%n" : "y %msg%n", round % 3 == 0 ? 64 : 1024);
      config.reload();
    }
    done.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    config.close();

    List<List<Integer>> arrived = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      arrived.add(new ArrayList<>());
    }
    for (String line : lines()) {
      String[] parts = line.split(" ");
      int caller = Integer.parseInt(parts[parts.length - 2]);
      arrived.get(caller).add(Integer.valueOf(parts[parts.length - 1]));
    }
    for (int t = 0; t < threads; t++) {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < logged.get(t); i++) {
        expected.add(i);
      }
      assertThat(arrived.get(t)).isEqualTo(expected);
    }
    assertThat(config.loggers().losses()).isEqualTo(new Losses(0, 0, 0));
    assertThat(reports).isEmpty();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(dir.resolve("a.log"));
  }

  private void write(String level, String pattern, int capacity) throws IOException {
    Files.writeString(
        file,
        """
        loggers: {ROOT: {level: %s, handlers: ASYNC}}
        handlers:
          ASYNC: {type: async, to: [FILE, STORE], capacity: %d}
          FILE: {type: file, file: "${DIR}/a.log", encoder: {pattern: "%s"}}
          STORE: {type: store}
        """
            .formatted(level, capacity, pattern));
  }
}
