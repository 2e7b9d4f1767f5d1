package dev.heartwood.examples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs every line of a file as if its application ran here. */
final class LinePlayer {
  /** Logback never forgets a logger, so that a file must not make any number of them. */
  private static final int MOST_LOGGERS = 1_000;

  private static final Logger UNNAMED = LoggerFactory.getLogger("lines");

  private final Map<String, Logger> loggers = new HashMap<>();

  /** Bytes that are no UTF-8 are replaced. */
  void play(Path file) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log(LogLine.parse(line));
      }
    }
  }

  private void log(LogLine line) {
    Logger logger = line.logger() == null ? UNNAMED : named(line.logger());
    LoggingEventBuilder event = logger.atLevel(line.level());
    if (line.orderId() != null) {
      event = event.addKeyValue("orderId", line.orderId());
    }
    if (line.time() != null) {
      event = event.addKeyValue("loggedAt", line.time());
    }
    event.log(line.message());
  }

  private Logger named(String name) {
    if (loggers.size() >= MOST_LOGGERS && !loggers.containsKey(name)) {
      return UNNAMED;
    }
    return loggers.computeIfAbsent(name, LoggerFactory::getLogger);
  }
}
