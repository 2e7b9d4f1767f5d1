package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.heartwood.LogRecord;
import dev.heartwood.http.HttpConfig;
import dev.heartwood.http.HttpHandler;
import dev.heartwood.logback.HttpAppender;
import dev.heartwood.spool.BreakerState;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolStats;
import dev.heartwood.spool.SpoolingHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** The samples of docs/remote.md. */
class RemotePageTest {
  @TempDir Path dir;

  @Test
  void shows_what_waits() {
    LoggerContext context = LogbackSample.context();
    HttpAppender appender = new HttpAppender();
    appender.setContext(context);
    appender.setName("SERVER");
    appender.setUrl("http://localhost:9/ingest"); // nobody listens there
    appender.setSpoolTo(dir.toString());
    appender.start();
    assertThat(appender.isStarted()).isTrue();

    SpoolStats stats = appender.spoolStats().orElseThrow();
    stats.lag().records(); // not yet delivered
    stats.lag().bytes(); // about
    stats.lag().oldest(); // how long the oldest has waited
    stats.breaker(); // CLOSED, OPEN or HALF_OPEN
    stats.lost(); // because the spool was full

    assertThat(stats.lag().oldest()).isEqualTo(Duration.ZERO);
    assertThat(stats.breaker()).isEqualTo(BreakerState.CLOSED);
    appender.stop();
  }

  @Test
  void takes_the_options_of_the_page() {
    String token = "abc";
    HttpConfig config =
        HttpConfig.to("https://logs.example.com/ingest")
            .header("Authorization", "Bearer " + token)
            .gzip(true)
            .build();
    assertThat(config.toString()).doesNotContain(token);
  }

  /** Compiled only: it would send to a server that does not exist, from where the tests run. */
  static void spools(String token) throws Exception {
    LogRecord event = LogRecord.of(Instant.now(), Level.INFO, "orders", "an order");

    HttpHandler http =
        new HttpHandler(
            HttpConfig.to("https://logs.example.com/ingest")
                .header("Authorization", "Bearer " + token)
                .gzip(true)
                .build());
    SpoolConfig config = SpoolConfig.in(Path.of("logs/spool")).maxBytes(100_000_000).build();
    try (SpoolingHandler spool = SpoolingHandler.open(config, http)) {
      spool.handle(event);
      spool.flush(); // on disk when it returns
    }
  }
}
