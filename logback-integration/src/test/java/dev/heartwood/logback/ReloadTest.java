package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Resets, scans, restarts and redeployments leave no thread, name, file or event behind. */
@Timeout(120)
class ReloadTest {
  @TempDir Path dir;

  @Test
  void a_reset_delivers_everything_and_ends_the_workers() throws IOException {
    try (Configured configured = Configured.from(configuration("reset"))) {
      for (int i = 0; i < 1000; i++) {
        configured.logger("a").info("before {}", i);
      }
      configured.reload(configuration("reset"));
      assertThat(configured.errors()).isEmpty();
      for (int i = 0; i < 1000; i++) {
        configured.logger("a").info("after {}", i);
      }
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
      assertThat(Files.readAllLines(dir.resolve("app.log"))).hasSize(2000);
      assertThat(LogStores.get("reset").size()).isEqualTo(1000);
    }
    assertNothingLeft("reset");
  }

  @Test
  void a_mistake_that_is_put_right_leaves_no_file_taken() throws IOException {
    String right = configuration("mistake");
    String wrong = right.replaceFirst("<appender-ref", "<queueSize>0</queueSize><appender-ref");
    try (Configured configured = Configured.from(wrong)) {
      assertThat(configured.errors())
          .containsExactly(
              "Appender [ASYNC] not started: Invalid queue size [0]: queueSize must be at least 1");
      configured.context().getStatusManager().clear();

      configured.reload(right);
      assertThat(configured.errors()).isEmpty();
      configured.logger("a").info("at last");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
      assertThat(Files.readAllLines(dir.resolve("app.log"))).containsExactly("at last");
    }
    assertNothingLeft("mistake");
  }

  @Test
  void many_resets_under_traffic_lose_nothing_that_was_accepted() throws Exception {
    try (Configured configured = Configured.from(configuration("traffic"))) {
      Logger logger = configured.logger("a");
      Thread traffic =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  logger.info("event");
                }
              });
      traffic.start();
      for (int i = 0; i < 10; i++) {
        configured.reload(configuration("traffic"));
        assertThat(configured.errors()).isEmpty();
      }
      traffic.interrupt();
      traffic.join();
    }
    assertNothingLeft("traffic");
  }

  @Test
  void a_changed_file_is_taken_up_by_scanning() throws Exception {
    Path xml = dir.resolve("logback.xml");
    write(xml, "one");
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(xml.toFile());
    try {
      assertThat(LogStores.find("one")).isPresent();
      write(xml, "two");
      Files.setLastModifiedTime(xml, FileTime.from(Instant.now().plusSeconds(10)));

      await().atMost(Duration.ofSeconds(30)).until(() -> LogStores.find("two").isPresent());
      await().until(() -> LogStores.find("one").isEmpty());
      context.getLogger("a").info("seen");
      await().until(() -> LogStores.get("two").size() == 1);
    } finally {
      context.stop();
    }
    assertNothingLeft("two");
  }

  @Test
  void a_context_that_was_stopped_can_be_collected() {
    WeakReference<LoggerContext> context = stopped(configuration("collected"));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return context.get() == null;
            });
  }

  private static WeakReference<LoggerContext> stopped(String configuration) {
    try (Configured configured = Configured.from(configuration)) {
      configured.logger("a").info("x {}", new StringBuilder("y"));
      return new WeakReference<>(configured.context());
    }
  }

  @Test
  void a_redeployed_application_leaves_its_class_loader_to_the_collector() throws Exception {
    WeakReference<ClassLoader> loader =
        deployed(
            configuration("deployed")
                .replace(
                    "<appender name=\"ASYNC\"",
                    """
                    <appender name="ROLLED" class="dev.heartwood.logback.RollingFileAppender">
                      <file>DIR/rolled.log</file>
                      <rollingPolicy
                          class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
                        <fileNamePattern>DIR/rolled.%d.%i.log.gz</fileNamePattern>
                        <maxFileSize>1KB</maxFileSize>
                        <maxHistory>5</maxHistory>
                      </rollingPolicy>
                      <encoder class="dev.heartwood.logback.JsonEncoder"/>
                    </appender>
                    <appender name="ASYNC\""""
                        .replace("DIR", dir.toString()))
                .replaceFirst("<appender-ref", "<appender-ref ref=\"ROLLED\"/><appender-ref"));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return loader.get() == null;
            });
    assertThat(Files.exists(dir.resolve("rolled.log"))).isTrue();
  }

  /**
   * As a container does: libraries and application in a loader of their own, on a pooled thread.
   */
  private static WeakReference<ClassLoader> deployed(String configuration) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        Class<?> type = Class.forName(Deployed.class.getName(), true, loader);
        ((Runnable) type.getConstructor(String.class).newInstance(configuration)).run();
      } finally {
        thread.setContextClassLoader(before);
      }
      return new WeakReference<>(loader);
    }
  }

  @Test
  void can_be_stopped_and_started_again() throws IOException {
    try (Configured configured = Configured.from(configuration("restart"))) {
      AsyncAppender async = configured.async();
      StoreAppender store = configured.appender("STORE", StoreAppender.class);
      FileAppender file = configured.appender("FILE", FileAppender.class);
      configured.logger("a").info("first");
      async.stop();
      assertThat(async.iteratorForAppenders().hasNext()).isFalse();
      assertNothingLeft("restart");

      store.start();
      file.start();
      async.addAppender(file);
      async.addAppender(store);
      async.start();
      configured.logger("a").info("second");
      assertThat(async.awaitDelivered(Duration.ofSeconds(10))).isTrue();
      assertThat(Files.readAllLines(dir.resolve("app.log"))).containsExactly("first", "second");
      assertThat(LogStores.get("restart").size()).isEqualTo(1);
    }
  }

  @Test
  void leaves_no_thread_local_of_ours_in_a_thread_that_logged() throws Exception {
    try (Configured configured = Configured.from(configuration("locals"))) {
      configured.logger("a").info("x {}", new StringBuilder("y"));
      configured.logger("a").atInfo().addKeyValue("k", new Object()).log("z");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(threadLocalValues()).noneMatch(type -> type.startsWith("dev.heartwood"));
  }

  @Test
  void keeps_no_event_alive_once_it_was_delivered() {
    try (Configured configured = Configured.from(configuration("weak"))) {
      WeakReference<Object> argument = log(configured);
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                System.gc();
                return argument.get() == null;
              });
    }
  }

  private static WeakReference<Object> log(Configured configured) {
    Object argument = new Object();
    configured.logger("a").info("an object: {}", argument);
    return new WeakReference<>(argument);
  }

  private String configuration(String store) {
    return """
        <appender name="FILE" class="dev.heartwood.logback.FileAppender">
          <file>%s/app.log</file>
          <encoder><pattern>%%msg%%n</pattern></encoder>
        </appender>
        <appender name="STORE" class="dev.heartwood.logback.StoreAppender">
          <storeName>%s</storeName>
        </appender>
        <appender name="STOCK" class="ch.qos.logback.core.FileAppender">
          <file>%s/stock.log</file>
          <encoder><pattern>%%msg%%n</pattern></encoder>
        </appender>
        <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
          <appender-ref ref="FILE"/><appender-ref ref="STORE"/><appender-ref ref="STOCK"/>
        </appender>
        <root level="INFO"><appender-ref ref="ASYNC"/></root>
        """
        .formatted(dir, store, dir);
  }

  private void write(Path xml, String store) throws IOException {
    Files.write(
        xml,
        ("<configuration scan='true' scanPeriod='100 milliseconds'>"
                + configuration(store)
                + "</configuration>")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void assertNothingLeft(String store) {
    assertThat(LogStores.find(store)).isEmpty();
    await().untilAsserted(() -> assertThat(workers()).isEmpty());
  }

  private static List<String> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("heartwood-ASYNC/"))
        .toList();
  }

  /** Class names of the values in this thread's map, as far as the JVM lets us look. */
  private static List<String> threadLocalValues() throws ReflectiveOperationException {
    Field map = Thread.class.getDeclaredField("threadLocals");
    map.setAccessible(true);
    Object locals = map.get(Thread.currentThread());
    if (locals == null) {
      return List.of();
    }
    Field table = locals.getClass().getDeclaredField("table");
    table.setAccessible(true);
    return Stream.of((Object[]) table.get(locals))
        .filter(entry -> entry != null)
        .map(ReloadTest::valueOf)
        .filter(value -> value != null)
        .map(value -> value.getClass().getName())
        .toList();
  }

  private static Object valueOf(Object entry) {
    try {
      Field value = entry.getClass().getDeclaredField("value");
      value.setAccessible(true);
      return value.get(entry);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
