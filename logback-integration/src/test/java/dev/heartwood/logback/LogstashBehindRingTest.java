package dev.heartwood.logback;

import static net.logstash.logback.argument.StructuredArguments.entries;
import static net.logstash.logback.argument.StructuredArguments.keyValue;
import static net.logstash.logback.argument.StructuredArguments.value;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.logstash.logback.marker.Markers;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** What logstash's encoder makes of an event does not depend on whose ring it came through. */
@Timeout(60)
class LogstashBehindRingTest {
  private static final String STOCK_FILE = "ch.qos.logback.core.FileAppender";

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "dev.heartwood.logback.AsyncAppender, ch.qos.logback.core.FileAppender",
    "dev.heartwood.logback.AsyncAppender, dev.heartwood.logback.FileAppender"
  })
  void is_the_same_json(String async, String file) throws IOException {
    List<String> stock =
        run("ch.qos.logback.classic.AsyncAppender", STOCK_FILE, dir.resolve("stock.json"));
    List<String> ours = run(async, file, dir.resolve("ours.json"));

    assertThat(ours).hasSize(6).isEqualTo(stock);
    assertThat(ours.get(0)).contains("\"orderId\":42").contains("\"price\":\"9.5\"");
  }

  private static List<String> run(String async, String file, Path path) throws IOException {
    try (Configured configured =
        Configured.from(
            """
            <appender name="FILE" class="%s">
              <file>%s</file>
              <encoder class="net.logstash.logback.encoder.LogstashEncoder"/>
            </appender>
            <appender name="ASYNC" class="%s">
              <appender-ref ref="FILE"/>
            </appender>
            <root level="INFO"><appender-ref ref="ASYNC"/></root>
            """
                .formatted(file, path, async))) {
      assertThat(configured.errors()).isEmpty();
      log(configured.logger("shop"));
    }
    return Files.readAllLines(path);
  }

  private static void log(Logger logger) {
    Map<String, Object> fields = new TreeMap<>(Map.of("a", 1, "b", List.of(1, 2)));
    log(logger, "{} {}", keyValue("orderId", 42), value("price", "9.5"));
    log(logger, "{}", entries(fields));
    log(logger, Markers.append("tenant", "acme").and(Markers.append("n", 1)), "marked");
    log(logger, "list {}", List.of("x", "y"));
    log(logger, "plain {} {}", 1, "two");
    LoggingEvent event = event(logger, "pairs", null);
    event.setKeyValuePairs(List.of(new KeyValuePair("k", 1.5), new KeyValuePair("l", "m")));
    logger.callAppenders(event);
  }

  private static void log(Logger logger, String message, Object... arguments) {
    logger.callAppenders(event(logger, message, arguments));
  }

  private static void log(Logger logger, Marker marker, String message) {
    LoggingEvent event = event(logger, message, null);
    event.addMarker(marker);
    logger.callAppenders(event);
  }

  private static LoggingEvent event(Logger logger, String message, Object[] arguments) {
    LoggingEvent event =
        new LoggingEvent(
            UnsynchronizedAppenderBase.class.getName(),
            logger,
            Level.INFO,
            message,
            null,
            arguments);
    event.setInstant(Instant.parse("2026-11-20T10:15:30.123456789Z"));
    return event;
  }
}
