package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import dev.heartwood.async.Delivery;
import dev.heartwood.store.Snapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is lost, doubled or reordered between eight threads, a file and a store. */
@Timeout(120)
class ManyEventsTest {
  private static final int THREADS = 8;
  private static final int PER_THREAD = 125_000;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(ints = {256, 65536})
  void arrive_once_each_and_in_order(int ring) throws Exception {
    Path file = dir.resolve("app.log");
    try (Configured configured = Configured.from(configuration(file, ring))) {
      assertThat(configured.complaints()).isEmpty();
      logFromAllThreads(configured.logger("load"));
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(60))).isTrue();

      for (Delivery counts : configured.async().delivery().values()) {
        assertThat(counts.accepted()).isEqualTo((long) THREADS * PER_THREAD);
        assertThat(counts.delivered()).isEqualTo(counts.accepted());
        assertThat(counts.droppedTotal()).isZero();
      }
      assertInOrder(file);
      try (Snapshot snapshot = LogStores.get("many-" + ring).snapshot()) {
        AtomicLong seen = new AtomicLong();
        int[] next = new int[THREADS];
        snapshot
            .replay()
            .forEach(
                stored -> {
                  seen.incrementAndGet();
                  assertNext(stored.record().message(), next);
                });
        assertThat(seen).hasValue((long) THREADS * PER_THREAD);
      }
    }
  }

  private static String configuration(Path file, int ring) {
    return """
        <appender name="FILE" class="dev.heartwood.logback.FileAppender">
          <file>%s</file>
          <encoder><pattern>%%msg%%n</pattern></encoder>
        </appender>
        <appender name="STORE" class="dev.heartwood.logback.StoreAppender">
          <storeName>many-%d</storeName>
          <maxRecords>2000000</maxRecords>
          <maxBytes>2GB</maxBytes>
        </appender>
        <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
          <ringBufferSize>%d</ringBufferSize>
          <appendTimeout>-1</appendTimeout>
          <appender-ref ref="FILE"/>
          <appender-ref ref="STORE"/>
        </appender>
        <root level="INFO"><appender-ref ref="ASYNC"/></root>
        """
        .formatted(file, ring, ring);
  }

  private static void logFromAllThreads(Logger logger) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < PER_THREAD; i++) {
                  logger.info("{} {}", thread, i);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void assertInOrder(Path file) throws IOException {
    int[] next = new int[THREADS];
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.lines().forEach(line -> assertNext(line, next));
    }
    assertThat(Arrays.stream(next)).allMatch(count -> count == PER_THREAD);
  }

  private static void assertNext(String message, int[] next) {
    int space = message.indexOf(' ');
    int thread = Integer.parseInt(message.substring(0, space));
    if (!message.substring(space + 1).equals(Integer.toString(next[thread]++))) {
      throw new AssertionError("[" + message + "] after " + (next[thread] - 2));
    }
  }
}
