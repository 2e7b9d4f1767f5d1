package dev.heartwood.http;

import dev.heartwood.LogEvent;
import dev.heartwood.StatusReporter;
import dev.heartwood.format.ServiceFormat;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ServiceHandler} sends. Start at {@link #to}.
 *
 * @param http where batches go, and how; its address is that of the service's batches
 * @param format what the service is told of an event
 */
public record ServiceConfig(HttpConfig http, ServiceFormat format) {
  /** What the service takes in one request. */
  public static final int MAX_BATCH_EVENTS = 10_000;

  /** Below the address of the service. */
  private static final String BATCHES = "/api/v1/logs/batch";

  public ServiceConfig {
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(format, "format");
  }

  /**
   * The defaults for a service.
   *
   * @param url of the service, such as {@code http://localhost:8080}; with a path if it stands
   *     behind a proxy under one
   * @param serviceName of the application that logs
   * @throws IllegalArgumentException if this is no address of a service
   */
  public static Builder to(String url, String serviceName) {
    String base = url.strip();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    URI address = HttpNames.parseUrl(base);
    if (address.getRawQuery() != null || base.contains("/api/v1")) {
      throw new IllegalArgumentException(
          "url must be the address of the service alone, such as http://localhost:8080, was ["
              + HttpNames.shown(address)
              + "]");
    }
    HttpConfig.Builder http = HttpConfig.to(base + BATCHES);
    return new Builder(http, ServiceFormat.of(serviceName));
  }

  /** Collects options; for one thread. */
  public static final class Builder {
    private final HttpConfig.Builder http;
    private ServiceFormat format;

    private Builder(HttpConfig.Builder http, ServiceFormat format) {
      this.http = http;
      this.format = format;
    }

    /** The key that lets this application in; it is secret. None by default. */
    public Builder apiKey(String value) {
      if (value.isBlank()) {
        throw new IllegalArgumentException("apiKey must not be blank");
      }
      http.header("Authorization", "Bearer " + value.strip());
      return this;
    }

    /** What the service keeps the newest event of; none by default. */
    public Builder key(Function<LogEvent, @Nullable String> value) {
      format = format.withKey(value);
      return this;
    }

    /** Names in the MDC, of which the first that is there is the correlation id. */
    public Builder correlationIds(List<String> names) {
      format = format.withCorrelationIds(names);
      return this;
    }

    public Builder maxEventBytes(int value) {
      format = format.withMaxEventBytes(value);
      return this;
    }

    /** Sizes of batches, times, retries, TLS, further headers. */
    public Builder http(Consumer<HttpConfig.Builder> options) {
      options.accept(http);
      return this;
    }

    public Builder status(StatusReporter value) {
      http.status(value);
      return this;
    }

    /**
     * @throws IllegalArgumentException that names the option, its range and its value
     */
    public ServiceConfig build() {
      HttpConfig built = http.build();
      if (!built.contentType().equals(HttpConfig.DEFAULT_CONTENT_TYPE)) {
        throw new IllegalArgumentException(
            "contentType must be "
                + HttpConfig.DEFAULT_CONTENT_TYPE
                + " for a log service, was "
                + built.contentType());
      }
      if (built.maxBatchEvents() > MAX_BATCH_EVENTS) {
        throw new IllegalArgumentException(
            "maxBatchEvents must be 1 to "
                + MAX_BATCH_EVENTS
                + " for a log service, was "
                + built.maxBatchEvents());
      }
      return new ServiceConfig(built, format);
    }
  }
}
