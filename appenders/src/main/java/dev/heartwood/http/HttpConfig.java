package dev.heartwood.http;

import dev.heartwood.StatusReporter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link HttpHandler} sends. Start at {@link #to}. The values of headers are secrets:
 * neither messages nor {@link #toString} show them.
 *
 * @param url where batches are posted to, http or https; a user or a fragment is refused
 * @param headers sent with each request, names in any case; none by default
 * @param contentType of each request; default {@value #DEFAULT_CONTENT_TYPE}
 * @param maxBatchEvents a batch of so many events is sent at once
 * @param maxBatchBytes a batch that has become so long is sent at once; before compression, as all
 *     sizes
 * @param maxRequestBytes no request is longer: an event that does not fit by itself is refused; at
 *     least {@code maxBatchBytes}
 * @param gzip whether requests are compressed; the server has to know gzip
 * @param connectTimeout how long a connection may take to be made
 * @param requestTimeout how long one attempt may take, from its begin to the whole answer
 * @param maxRetries how often a batch is sent again after a failure that may pass; 0 for never
 * @param retryDelay bound of the first random pause between attempts; doubles with each, up to
 *     {@code maxRetryDelay}
 * @param maxRetryDelay longest random pause; a server that says when to come again is obeyed beyond
 * @param retryTimeout after this no attempt begins: a batch is held at most for this and one {@code
 *     requestTimeout}
 * @param closeTimeout how long {@code close} may take to send the rest
 * @param sslContext for https; null for the JDK's default
 * @param clock reads dates in answers
 * @param status where it is told that the server fails and recovers
 */
public record HttpConfig(
    URI url,
    Map<String, String> headers,
    String contentType,
    int maxBatchEvents,
    int maxBatchBytes,
    int maxRequestBytes,
    boolean gzip,
    Duration connectTimeout,
    Duration requestTimeout,
    int maxRetries,
    Duration retryDelay,
    Duration maxRetryDelay,
    Duration retryTimeout,
    Duration closeTimeout,
    @Nullable SSLContext sslContext,
    InstantSource clock,
    StatusReporter status) {
  public static final String DEFAULT_CONTENT_TYPE = "application/x-ndjson";
  public static final int DEFAULT_MAX_BATCH_EVENTS = 1_000;
  public static final int DEFAULT_MAX_BATCH_BYTES = 1024 * 1024;
  public static final int DEFAULT_MAX_REQUEST_BYTES = 5 * 1024 * 1024;
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);
  public static final int DEFAULT_MAX_RETRIES = 5;
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofMillis(200);
  public static final Duration DEFAULT_MAX_RETRY_DELAY = Duration.ofSeconds(5);
  public static final Duration DEFAULT_RETRY_TIMEOUT = Duration.ofSeconds(30);
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final int MOST_EVENTS = 1_000_000;
  private static final int LEAST_BYTES = 1024;
  private static final int MOST_BYTES = 256 * 1024 * 1024;
  private static final int MOST_RETRIES = 1_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  public HttpConfig {
    HttpNames.requireUrl(url);
    Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, value) -> {
          HttpNames.requireHeader(name, value);
          if (sorted.put(name, value) != null) {
            throw new IllegalArgumentException(
                "header must be given once, was twice [" + name + "]");
          }
        });
    headers = Collections.unmodifiableMap(sorted);
    HttpNames.requireContentType(contentType);
    requireRange("maxBatchEvents", maxBatchEvents, 1, MOST_EVENTS);
    requireRange("maxBatchSize", maxBatchBytes, LEAST_BYTES, MOST_BYTES);
    requireRange("maxRequestSize", maxRequestBytes, maxBatchBytes, MOST_BYTES);
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("requestTimeout", requestTimeout);
    requireRange("maxRetries", maxRetries, 0, MOST_RETRIES);
    requireNotNegative("retryDelay", retryDelay);
    requireNotNegative("maxRetryDelay", maxRetryDelay);
    requireNotNegative("retryTimeout", retryTimeout);
    requireNotNegative("closeTimeout", closeTimeout);
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(status, "status");
  }

  /**
   * The defaults for a server.
   *
   * @throws IllegalArgumentException if this is no address of a server
   */
  public static Builder to(String url) {
    return new Builder(HttpNames.parseUrl(url));
  }

  /** The server as messages name it: without what may be secret in an address. */
  String server() {
    return HttpNames.shown(url);
  }

  /** Shows the names of headers only. */
  @Override
  public String toString() {
    return "HttpConfig[url="
        + server()
        + ", headers="
        + headers.keySet()
        + ", contentType="
        + contentType
        + ", maxBatchEvents="
        + maxBatchEvents
        + ", maxBatchBytes="
        + maxBatchBytes
        + ", maxRequestBytes="
        + maxRequestBytes
        + ", gzip="
        + gzip
        + ", connectTimeout="
        + connectTimeout
        + ", requestTimeout="
        + requestTimeout
        + ", maxRetries="
        + maxRetries
        + ", retryDelay="
        + retryDelay
        + ", maxRetryDelay="
        + maxRetryDelay
        + ", retryTimeout="
        + retryTimeout
        + ", closeTimeout="
        + closeTimeout
        + "]";
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", was " + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    requireNotNegative(name, value);
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, was " + value);
    }
  }

  private static void requireNotNegative(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be 0 to " + LONGEST + ", was " + value);
    }
  }

  /** Collects options; for one thread. */
  public static final class Builder {
    private final URI url;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String contentType = DEFAULT_CONTENT_TYPE;
    private int maxBatchEvents = DEFAULT_MAX_BATCH_EVENTS;
    private int maxBatchBytes = DEFAULT_MAX_BATCH_BYTES;
    private int maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES;
    private boolean gzip;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
    private int maxRetries = DEFAULT_MAX_RETRIES;
    private Duration retryDelay = DEFAULT_RETRY_DELAY;
    private Duration maxRetryDelay = DEFAULT_MAX_RETRY_DELAY;
    private Duration retryTimeout = DEFAULT_RETRY_TIMEOUT;
    private Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;
    private @Nullable SSLContext sslContext;
    private InstantSource clock = InstantSource.system();
    private StatusReporter status = StatusReporter.standardError();

    private Builder(URI url) {
      this.url = url;
    }

    /** Adds a header; its value may be secret. */
    public Builder header(String name, String value) {
      HttpNames.requireHeader(name, value);
      if (headers.put(name, value) != null) {
        throw new IllegalArgumentException("header must be given once, was twice [" + name + "]");
      }
      return this;
    }

    /**
     * Adds a header in the form in which it is sent, {@code Name: value}.
     *
     * @throws IllegalArgumentException if there is no colon; the text is not told, it may be secret
     */
    public Builder header(String line) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("header must be given as Name: value, had no name");
      }
      return header(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }

    public Builder contentType(String value) {
      contentType = value;
      return this;
    }

    public Builder maxBatchEvents(int value) {
      maxBatchEvents = value;
      return this;
    }

    public Builder maxBatchBytes(int value) {
      maxBatchBytes = value;
      return this;
    }

    public Builder maxRequestBytes(int value) {
      maxRequestBytes = value;
      return this;
    }

    public Builder gzip(boolean value) {
      gzip = value;
      return this;
    }

    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
      return this;
    }

    public Builder maxRetries(int value) {
      maxRetries = value;
      return this;
    }

    public Builder retryDelay(Duration value) {
      retryDelay = value;
      return this;
    }

    public Builder maxRetryDelay(Duration value) {
      maxRetryDelay = value;
      return this;
    }

    public Builder retryTimeout(Duration value) {
      retryTimeout = value;
      return this;
    }

    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    public Builder sslContext(SSLContext value) {
      sslContext = value;
      return this;
    }

    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    public Builder status(StatusReporter value) {
      status = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException that names the option, its range and its value
     */
    public HttpConfig build() {
      return new HttpConfig(
          url,
          headers,
          contentType,
          maxBatchEvents,
          maxBatchBytes,
          maxRequestBytes,
          gzip,
          connectTimeout,
          requestTimeout,
          maxRetries,
          retryDelay,
          maxRetryDelay,
          retryTimeout,
          closeTimeout,
          sslContext,
          clock,
          status);
    }
  }
}
