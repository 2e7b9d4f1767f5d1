package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.LogHandler;
import dev.heartwood.filter.RedactingHandler;
import dev.heartwood.filter.Redactor;
import dev.heartwood.format.Encoder;
import dev.heartwood.http.HttpConfig;
import dev.heartwood.http.HttpCounts;
import dev.heartwood.http.HttpHandler;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolStats;
import dev.heartwood.spool.SpoolingHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The texts of an {@link HttpAppender}, and the handler that they make.
 *
 * <pre>
 * field          written by  read by  ordering
 * http, spooled  start       anybody  volatile
 * </pre>
 */
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
  @Nullable String spoolTo;
  @Nullable String maxSpoolSize;
  @Nullable String spoolFsync;
  private boolean needsOriginal;
  private volatile @Nullable HttpHandler http;
  private volatile @Nullable SpoolingHandler spooled;

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
    SpoolConfig spool = spool(options, config);
    needsOriginal = chosen instanceof ForeignEncoder && spool == null;
    options.throwIfAny();
    HttpHandler server = new HttpHandler(config, chosen);
    LogHandler handler = server;
    if (spool != null) {
      if (chosen instanceof ForeignEncoder) {
        appender.addWarn(
            "encoder "
                + encoder
                + " prints events as they come out of the spool: without what only Logback's own"
                + " event holds, such as the objects of arguments and markers");
      }
      SpoolingHandler spooling = spooled(spool, server);
      spooled = spooling;
      handler = spooling;
    }
    http = server;
    return redactor == null ? handler : new RedactingHandler(redactor, handler);
  }

  Optional<HttpCounts> counts() {
    HttpHandler last = http;
    return last == null ? Optional.empty() : Optional.of(last.counts());
  }

  Optional<SpoolStats> spoolStats() {
    SpoolingHandler last = spooled;
    return last == null ? Optional.empty() : Optional.of(last.stats());
  }

  static SpoolingHandler spooled(SpoolConfig spool, LogHandler http) {
    try {
      return SpoolingHandler.open(spool, http);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "spoolTo [" + spool.directory() + "] cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Null if nothing is to be spooled. */
  @Nullable SpoolConfig spool(Options options, HttpConfig config) {
    if (spoolTo == null) {
      refuseWithoutSpool(options, "maxSpoolSize", maxSpoolSize);
      refuseWithoutSpool(options, "spoolFsync", spoolFsync);
      return null;
    }
    SpoolConfig.Builder to =
        SpoolConfig.in(Path.of(spoolTo.trim()))
            .maxBytes(
                options.parsed(
                    "maxSpoolSize",
                    maxSpoolSize,
                    text -> FileSize.valueOf(text).getSize(),
                    SpoolConfig.DEFAULT_MAX_BYTES))
            .fsync(options.bool("spoolFsync", spoolFsync, false))
            .closeTimeout(config.closeTimeout())
            .status(config.status());
    if (appender.getName() != null) {
      to.name(appender.getName());
    }
    options.throwIfAny();
    return to.build();
  }

  private static void refuseWithoutSpool(Options options, String name, @Nullable String text) {
    if (text != null) {
      options.fault(name + " needs spoolTo, was " + text);
    }
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
    to.contentType(contentType == null ? d.contentType() : contentType.trim());
    apply(options, to);
    return to.build();
  }

  /** What does not depend on what is sent. */
  void apply(Options options, HttpConfig.Builder to) {
    HttpConfig d = to.build();
    to.maxBatchEvents(options.atLeast("maxBatchEvents", 1, maxBatchEvents, d.maxBatchEvents()))
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
