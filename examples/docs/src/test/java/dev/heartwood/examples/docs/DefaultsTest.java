package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.filter.DuplicateConfig;
import dev.heartwood.filter.RateLimitConfig;
import dev.heartwood.format.JsonConfig;
import dev.heartwood.http.HttpConfig;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.redaction.RedactionConfig;
import dev.heartwood.routing.FailoverConfig;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.store.Retention;
import dev.heartwood.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The defaults in the tables of options are those of the code. */
class DefaultsTest {
  @ParameterizedTest
  @MethodSource
  void the_tables_have_the_defaults_of_the_code(String page, String option, Object value)
      throws IOException {
    String row = "| `" + option + "`";
    assertThat(Files.readAllLines(Page.ROOT.resolve("docs/" + page)))
        .as("rows of %s in docs/%s", option, page)
        .anyMatch(line -> line.contains(row) && cells(line).anyMatch(text(value)::equals));
  }

  static Stream<Arguments> the_tables_have_the_defaults_of_the_code() {
    RateLimitConfig rate = RateLimitConfig.DEFAULT;
    DuplicateConfig duplicates = DuplicateConfig.DEFAULT;
    RedactionConfig redaction = RedactionConfig.DEFAULT;
    StoreConfig store = StoreConfig.DEFAULT;
    JournalConfig journal = JournalConfig.DEFAULT;
    FailoverConfig failover = FailoverConfig.DEFAULT;
    return Stream.of(
        Arguments.of("async.md", "ringBufferSize", AsyncConfig.DEFAULT.capacity()),
        Arguments.of("async.md", "onFull", AsyncConfig.DEFAULT.onFull()),
        Arguments.of("async.md", "dropBelow", AsyncConfig.DEFAULT.dropBelow()),
        Arguments.of("facade.md", "capacity", AsyncConfig.DEFAULT.capacity()),
        Arguments.of("facade.md", "maxPending", failover.maxPending()),
        Arguments.of("filters.md", "rate", (int) rate.rate()),
        Arguments.of("filters.md", "maxBurst", rate.maxBurst()),
        Arguments.of("filters.md", "level", rate.level()),
        Arguments.of("filters.md", "maxKeys", rate.maxKeys()),
        Arguments.of("filters.md", "summaryInterval", rate.summaryInterval()),
        Arguments.of("filters.md", "allowedRepetitions", duplicates.allowedRepetitions()),
        Arguments.of("filters.md", "cacheSize", duplicates.cacheSize()),
        Arguments.of("filters.md", "window", duplicates.window()),
        Arguments.of("filters.md", "mask", redaction.mask()),
        Arguments.of("filters.md", "maxChars", redaction.maxChars()),
        Arguments.of("filters.md", "maxFinds", redaction.maxFinds()),
        Arguments.of("formats.md", "format", "ecs"),
        Arguments.of(
            "formats.md", "maxEventBytes", JsonConfig.DEFAULT.maxEventBytes() / 1024 + "KB"),
        Arguments.of("journal.md", "segmentBytes", journal.segmentBytes() / 1024 / 1024 + "MB"),
        Arguments.of("journal.md", "segmentAge", journal.segmentAge()),
        Arguments.of("journal.md", "maxBytes", journal.maxBytes() / 1024 / 1024 / 1024 + "GB"),
        Arguments.of("journal.md", "deleteConsumed", journal.deleteConsumed()),
        Arguments.of("journal.md", "maxRecordBytes", journal.maxRecordBytes() / 1024 / 1024 + "MB"),
        Arguments.of("journal.md", "codec", journal.codec().name()),
        Arguments.of("remote.md", "contentType", HttpConfig.DEFAULT_CONTENT_TYPE),
        Arguments.of("remote.md", "maxBatchEvents", HttpConfig.DEFAULT_MAX_BATCH_EVENTS),
        Arguments.of("remote.md", "maxBatchSize", megabytes(HttpConfig.DEFAULT_MAX_BATCH_BYTES)),
        Arguments.of(
            "remote.md", "maxRequestSize", megabytes(HttpConfig.DEFAULT_MAX_REQUEST_BYTES)),
        Arguments.of("remote.md", "connectTimeout", HttpConfig.DEFAULT_CONNECT_TIMEOUT),
        Arguments.of("remote.md", "requestTimeout", HttpConfig.DEFAULT_REQUEST_TIMEOUT),
        Arguments.of("remote.md", "maxRetries", HttpConfig.DEFAULT_MAX_RETRIES),
        Arguments.of("remote.md", "maxRetryDelay", HttpConfig.DEFAULT_MAX_RETRY_DELAY),
        Arguments.of("remote.md", "retryTimeout", HttpConfig.DEFAULT_RETRY_TIMEOUT),
        Arguments.of("remote.md", "closeTimeout", HttpConfig.DEFAULT_CLOSE_TIMEOUT),
        Arguments.of(
            "remote.md", "maxSpoolSize", SpoolConfig.DEFAULT_MAX_BYTES / 1024 / 1024 / 1024 + "GB"),
        Arguments.of("remote.md", "breakerFailures", SpoolConfig.DEFAULT_BREAKER_FAILURES),
        Arguments.of("store.md", "maxRecords", Retention.DEFAULT.maxRecords()),
        Arguments.of("store.md", "maxBytes", Retention.DEFAULT.maxBytes() / 1024 / 1024 + "MB"),
        Arguments.of("store.md", "maxKeys", store.maxKeys()),
        Arguments.of("store.md", "tombstoneRetention", store.tombstoneRetention()),
        Arguments.of("store.md", "allowedSkew", store.allowedSkew()),
        Arguments.of("store.md", "maxSnapshots", store.maxSnapshots()),
        Arguments.of("store.md", "snapshotMaxAge", store.snapshotMaxAge()));
  }

  private static String megabytes(int bytes) {
    return bytes / 1024 / 1024 + "MB";
  }

  private static Stream<String> cells(String row) {
    return Stream.of(row.split("\\|")).map(cell -> cell.strip().replace("`", ""));
  }

  /** As Logback's configurator takes it. */
  private static String text(Object value) {
    if (!(value instanceof Duration duration)) {
      return value.toString();
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " hours";
    }
    long minutes = duration.toMinutes();
    if (minutes > 0) {
      return minutes + (minutes == 1 ? " minute" : " minutes");
    }
    return duration.toSeconds() + " seconds";
  }
}
