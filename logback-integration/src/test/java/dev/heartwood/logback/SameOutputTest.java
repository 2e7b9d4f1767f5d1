package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MarkerFactory;

/** Stock configurations, unchanged but for the class names, write the same bytes and files. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_OUT)
class SameOutputTest {
  private static final Map<String, String> RENAMED =
      Map.of(
          "ch.qos.logback.core.FileAppender", FileAppender.class.getName(),
          "ch.qos.logback.core.rolling.RollingFileAppender", RollingFileAppender.class.getName(),
          "ch.qos.logback.core.ConsoleAppender", ConsoleAppender.class.getName(),
          "ch.qos.logback.classic.AsyncAppender", AsyncAppender.class.getName());

  private static final Map<String, String> CONFIGURATIONS =
      Map.of(
          "plain file",
          """
          <appender name="OUT" class="ch.qos.logback.core.FileAppender">
            <file>${dir}/app.log</file>
            <append>true</append>
            <immediateFlush>true</immediateFlush>
            <encoder>
              <pattern>%date{ISO8601, UTC} %-5level [%thread] %logger{20} - %msg %X{tenant:-none} %kvp%n</pattern>
            </encoder>
          </appender>
          """,
          "time-based rolling",
          """
          <appender name="OUT" class="ch.qos.logback.core.rolling.RollingFileAppender">
            <file>${dir}/app.log</file>
            <rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
              <fileNamePattern>${dir}/app.%d{yyyy-MM-dd, UTC}.log.gz</fileNamePattern>
              <maxHistory>30</maxHistory>
              <totalSizeCap>3GB</totalSizeCap>
            </rollingPolicy>
            <encoder>
              <pattern>%d{yyyy-MM-dd'T'HH:mm:ss.SSS, UTC} %5level %logger{0} %msg%n%ex{3}</pattern>
            </encoder>
          </appender>
          """,
          "size-and-time rolling",
          """
          <appender name="OUT" class="ch.qos.logback.core.rolling.RollingFileAppender">
            <file>${dir}/app.log</file>
            <rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
              <fileNamePattern>${dir}/archive/app-%d{yyyy-MM-dd, UTC}.%i.txt</fileNamePattern>
              <maxFileSize>20KB</maxFileSize>
              <maxHistory>60</maxHistory>
              <totalSizeCap>20GB</totalSizeCap>
            </rollingPolicy>
            <encoder>
              <pattern>%msg %marker%n</pattern>
            </encoder>
          </appender>
          """,
          "console with colours",
          """
          <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
            <target>System.out</target>
            <encoder>
              <pattern>%d{HH:mm:ss.SSS, UTC} [%thread] %highlight(%-5level) %cyan(%logger{15}) - %boldMagenta(%msg) %replace(%msg){'o', '0'}%n</pattern>
            </encoder>
          </appender>
          """);

  private static final Throwable THROWN = thrown();

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain file",
        "time-based rolling",
        "size-and-time rolling",
        "console with colours"
      })
  void stays_the_same(String configuration) throws IOException {
    assertSame(configuration, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain file",
        "time-based rolling",
        "size-and-time rolling",
        "console with colours"
      })
  void stays_the_same_behind_async(String configuration) throws IOException {
    assertSame(
        configuration,
        """
        <appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
          <queueSize>512</queueSize>
          <discardingThreshold>0</discardingThreshold>
          <maxFlushTime>20000</maxFlushTime>
          <appender-ref ref="OUT"/>
        </appender>
        """);
  }

  private void assertSame(String name, String async) throws IOException {
    String body =
        CONFIGURATIONS.get(name)
            + async
            + "<root level='DEBUG'><appender-ref ref='"
            + (async.isEmpty() ? "OUT" : "ASYNC")
            + "'/></root>";
    Left stock = run(body, dir.resolve("stock"));
    Left ours = run(renamed(body), dir.resolve("ours"));

    assertThat(stock.complaints()).isEmpty();
    assertThat(ours.complaints()).isEmpty();
    assertThat(ours.texts().keySet())
        .as(stock.infos().toString())
        .isEqualTo(stock.texts().keySet());
    for (Map.Entry<String, String> entry : ours.texts().entrySet()) {
      String expected = stock.texts().get(entry.getKey());
      assertThat(firstDifference(expected, entry.getValue())).as(entry.getKey()).isEqualTo("none");
    }
  }

  private static String firstDifference(String expected, String actual) {
    List<String> wanted = expected.lines().toList();
    List<String> found = actual.lines().toList();
    for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
      if (!wanted.get(i).equals(found.get(i))) {
        return "line " + i + ": expected [" + wanted.get(i) + "], was [" + found.get(i) + "]";
      }
    }
    return expected.equals(actual)
        ? "none"
        : expected.length()
            + " chars in "
            + wanted.size()
            + " lines expected, were "
            + actual.length()
            + " in "
            + found.size();
  }

  /**
   * What a run leaves behind.
   *
   * @param texts by file name; what went to the console, too
   * @param complaints warnings and errors in the status list
   * @param infos the other status messages
   */
  private record Left(Map<String, String> texts, List<String> complaints, List<String> infos) {}

  private static Left run(String body, Path dir) throws IOException {
    Configured configured;
    leaveYesterdaysFile(dir);
    PrintStream out = System.out;
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    try {
      configured = Configured.withoutBackgroundJobs(body.replace("${dir}", dir.toString()));
      try (configured) {
        log(configured);
      }
    } finally {
      System.setOut(out);
    }
    Map<String, String> left = filesIn(dir);
    left.put("console", console.toString(StandardCharsets.UTF_8));
    return new Left(left, configured.complaints(), configured.infos());
  }

  private static void leaveYesterdaysFile(Path dir) throws IOException {
    Path file = Files.createDirectories(dir).resolve("app.log");
    Files.writeString(file, "a line of yesterday\n");
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().truncatedTo(ChronoUnit.DAYS).minusSeconds(3600)));
  }

  private static void log(Configured configured) {
    for (int i = 0; i < 2000; i++) {
      configured.logger("com.acme.orders.OrderService").callAppenders(event(configured, i));
    }
  }

  private static ILoggingEvent event(Configured configured, int i) {
    LoggingEvent event =
        new LoggingEvent(
            UnsynchronizedAppenderBase.class.getName(),
            configured.logger("com.acme.orders.OrderService"),
            i % 7 == 0 ? Level.WARN : i % 5 == 0 ? Level.ERROR : Level.INFO,
            "order {} filled at {} for {}: grüße 😀",
            i % 100 == 0 ? THROWN : null,
            new Object[] {i, i * 0.25, "user" + i % 10});
    event.setInstant(Instant.parse("2026-11-20T10:15:30.123Z").plusMillis(i));
    event.setMDCPropertyMap(i % 3 == 0 ? Map.of("tenant", "acme") : Map.of());
    if (i % 4 == 0) {
      event.addMarker(MarkerFactory.getMarker("AUDIT"));
    }
    return event;
  }

  /** Made once, so that both runs print the same stack. */
  private static Throwable thrown() {
    IllegalStateException thrown =
        new IllegalStateException("failed", new IllegalArgumentException("cause"));
    thrown.addSuppressed(new UncheckedIOException(new IOException("disk")));
    return thrown;
  }

  private String renamed(String body) {
    String renamed = body;
    for (Map.Entry<String, String> entry : RENAMED.entrySet()) {
      renamed = renamed.replace("\"" + entry.getKey() + "\"", "\"" + entry.getValue() + "\"");
    }
    return renamed;
  }

  private static Map<String, String> filesIn(Path dir) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(dir.relativize(file).toString(), read(file));
      }
    }
    return texts;
  }

  private static String read(Path file) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return Files.readString(file);
    }
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
