package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.LogHandler;
import dev.heartwood.filter.RedactingHandler;
import dev.heartwood.filter.Redactor;
import dev.heartwood.format.Encoder;
import dev.heartwood.http.HttpConfig;
import dev.heartwood.http.HttpHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of an {@link HttpAppender}, and the handler that they make. */
final class HttpOptions {
  private final Appender<ILoggingEvent> appender;
  final List<String> headers = new ArrayList<>();
  @Nullable String url;
  @Nullable String contentType;
  ch.qos.logback.core.encoder.@Nullable Encoder<ILoggingEvent> encoder;
  @Nullable String escape;
  @Nullable Redactor redactor;
  @Nullable String maxBatchEvents;
  @Nullable String maxBatchSize;
  @Nullable String maxRequestSize;
  @Nullable String gzip;
  @Nullable String connectTimeout;
  @Nullable String requestTimeout;
  @Nullable String maxRetries;
  @Nullable String retryDelay;
  @Nullable String maxRetryDelay;
  @Nullable String retryTimeout;
  @Nullable String closeTimeout;
  private boolean needsOriginal;

  HttpOptions(Appender<ILoggingEvent> appender) {
    this.appender = appender;
  }

  boolean needsOriginal() {
    return needsOriginal;
  }

  /**
   * @throws IllegalArgumentException if a value is refused
   */
  LogHandler build(Options options) {
    HttpConfig config = config(options);
    Encoder chosen = chosenEncoder(options);
    needsOriginal = chosen instanceof ForeignEncoder;
    options.throwIfAny();
    HttpHandler handler = new HttpHandler(config, chosen);
    return redactor == null ? handler : new RedactingHandler(redactor, handler);
  }

  private Encoder chosenEncoder(Options options) {
    if (encoder != null) {
      return CoreEncoders.of(appender, encoder, escape, options);
    }
    if (escape != null) {
      options.fault("escape must be given with a pattern, JSON escapes by itself; was " + escape);
    }
    return new dev.heartwood.format.JsonEncoder();
  }

  private HttpConfig config(Options options) {
    if (url == null) {
      throw new IllegalArgumentException("url must be given, was missing");
    }
    HttpConfig.Builder to = HttpConfig.to(url);
    headers.forEach(to::header);
    HttpConfig d = to.build();
    to.contentType(contentType == null ? d.contentType() : contentType.trim())
        .maxBatchEvents(options.atLeast("maxBatchEvents", 1, maxBatchEvents, d.maxBatchEvents()))
        .maxBatchBytes(bytes(options, "maxBatchSize", maxBatchSize, d.maxBatchBytes()))
        .maxRequestBytes(bytes(options, "maxRequestSize", maxRequestSize, d.maxRequestBytes()))
        .gzip(options.bool("gzip", gzip, d.gzip()))
        .connectTimeout(options.duration("connectTimeout", connectTimeout, d.connectTimeout()))
        .requestTimeout(options.duration("requestTimeout", requestTimeout, d.requestTimeout()))
        .maxRetries(options.atLeast("maxRetries", 0, maxRetries, d.maxRetries()))
        .retryDelay(options.duration("retryDelay", retryDelay, d.retryDelay()))
        .maxRetryDelay(options.duration("maxRetryDelay", maxRetryDelay, d.maxRetryDelay()))
        .retryTimeout(options.duration("retryTimeout", retryTimeout, d.retryTimeout()))
        .closeTimeout(options.duration("closeTimeout", closeTimeout, d.closeTimeout()))
        .status(new LogbackStatus(appender));
    options.throwIfAny();
    return to.build();
  }

  /** A size that no int holds is far beyond the limit, and refused as such. */
  private static int bytes(Options options, String name, @Nullable String text, int otherwise) {
    return options.parsed(
        name,
        text,
        given -> (int) Math.min(Integer.MAX_VALUE, FileSize.valueOf(given).getSize()),
        otherwise);
  }
}
