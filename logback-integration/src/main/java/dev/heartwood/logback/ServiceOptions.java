package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.LogHandler;
import dev.heartwood.filter.RedactingHandler;
import dev.heartwood.format.ServiceFormat;
import dev.heartwood.http.HttpCounts;
import dev.heartwood.http.ServiceConfig;
import dev.heartwood.http.ServiceHandler;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolStats;
import dev.heartwood.spool.SpoolingHandler;
import dev.heartwood.store.KeyExtractor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a {@link ServiceAppender}, and the handler that they make.
 *
 * <pre>
 * field             written by  read by  ordering
 * service, spooled  start       anybody  volatile
 * </pre>
 */
final class ServiceOptions {
  /** The property of the context that names the service. */
  static final String SERVICE_NAME = "service.name";

  private final Appender<ILoggingEvent> appender;

  /** What this has in common with any sender: how, and where events wait. */
  final HttpOptions http;

  @Nullable String apiKey;
  @Nullable String serviceName;
  @Nullable String key;
  @Nullable String correlationId;
  @Nullable String maxEventSize;
  private volatile @Nullable ServiceHandler service;
  private volatile @Nullable SpoolingHandler spooled;

  ServiceOptions(Appender<ILoggingEvent> appender) {
    this.appender = appender;
    http = new HttpOptions(appender);
  }

  /**
   * @throws IllegalArgumentException if a value is refused
   */
  LogHandler build(Options options) {
    ServiceConfig config = config(options);
    SpoolConfig spool = http.spool(options, config.http());
    options.throwIfAny();
    ServiceHandler server = new ServiceHandler(config);
    LogHandler handler = server;
    if (spool != null) {
      SpoolingHandler spooling = HttpOptions.spooled(spool, server);
      spooled = spooling;
      handler = spooling;
    }
    service = server;
    return http.redactor == null ? handler : new RedactingHandler(http.redactor, handler);
  }

  Optional<HttpCounts> counts() {
    ServiceHandler last = service;
    return last == null ? Optional.empty() : Optional.of(last.counts());
  }

  Optional<SpoolStats> spoolStats() {
    SpoolingHandler last = spooled;
    return last == null ? Optional.empty() : Optional.of(last.stats());
  }

  private ServiceConfig config(Options options) {
    if (http.url == null) {
      throw new IllegalArgumentException("url must be given, was missing");
    }
    ServiceConfig.Builder to = ServiceConfig.to(http.url, nameOfService());
    if (apiKey != null) {
      to.apiKey(apiKey);
    }
    if (key != null) {
      KeyExtractor extractor = options.parsed("key", key, KeyExtractor::parse, event -> null);
      to.key(extractor::key);
    }
    if (correlationId != null) {
      to.correlationIds(names(options, correlationId));
    }
    to.maxEventBytes(
        options.parsed(
            "maxEventSize",
            maxEventSize,
            text -> Math.toIntExact(FileSize.valueOf(text).getSize()),
            ServiceFormat.DEFAULT_MAX_EVENT_BYTES));
    to.http(
        builder -> {
          http.headers.forEach(builder::header);
          http.apply(options, builder);
        });
    return to.build();
  }

  private String nameOfService() {
    String property =
        appender.getContext() == null ? null : appender.getContext().getProperty(SERVICE_NAME);
    String name = serviceName == null ? property : serviceName;
    if (name == null) {
      throw new IllegalArgumentException(
          "serviceName must be given, or the property " + SERVICE_NAME + " be set; was missing");
    }
    return name.trim();
  }

  private static List<String> names(Options options, String text) {
    List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (names.contains("")) {
      options.fault("correlationId must be names with commas between, was " + text);
    }
    return names;
  }
}
