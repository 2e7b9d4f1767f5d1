package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.DefaultClass;
import dev.heartwood.LogHandler;
import dev.heartwood.filter.Redactor;
import dev.heartwood.http.HttpCounts;
import dev.heartwood.spool.SpoolStats;
import java.util.Optional;

/**
 * Posts events to a server, by default one JSON object a line. Behind an {@link AsyncAppender} they
 * leave in batches; alone each is a request of its own, which the logging thread waits for. With
 * {@code spoolTo} they are written to a directory first, and sent from there.
 */
public final class HttpAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements HandlerSource {
  private final HttpOptions texts = new HttpOptions(this);
  private final Sink sink = new Sink(this);

  /** Where events are posted to, http or https. */
  public void setUrl(String url) {
    texts.url = url;
  }

  /** A header of each request, as {@code Authorization: Bearer abc}; its value is never shown. */
  public void addHeader(String header) {
    texts.headers.add(header);
  }

  /** Of each request; {@code application/x-ndjson} by default. */
  public void setContentType(String contentType) {
    texts.contentType = contentType;
  }

  /** How events are printed; as JSON in the format of ECS by default. */
  @DefaultClass(JsonEncoder.class)
  public void setEncoder(Encoder<ILoggingEvent> encoder) {
    texts.encoder = encoder;
  }

  /** {@code control} (default) or {@code none}: what becomes of control characters in data. */
  public void setEscape(String escape) {
    texts.escape = escape;
  }

  /** Masks secrets before they are sent. */
  @DefaultClass(PatternRedactor.class)
  public void setRedactor(Redactor redactor) {
    texts.redactor = redactor;
  }

  /** A batch of so many events is sent at once; 1000 by default. */
  public void setMaxBatchEvents(String maxBatchEvents) {
    texts.maxBatchEvents = maxBatchEvents;
  }

  /** A batch that has become so long is sent at once; {@code 1MB} by default. */
  public void setMaxBatchSize(String maxBatchSize) {
    texts.maxBatchSize = maxBatchSize;
  }

  /** No request is longer, before compression; {@code 5MB} by default. */
  public void setMaxRequestSize(String maxRequestSize) {
    texts.maxRequestSize = maxRequestSize;
  }

  /** Whether requests are compressed; false by default. */
  public void setGzip(String gzip) {
    texts.gzip = gzip;
  }

  /** {@code 5 seconds} by default. */
  public void setConnectTimeout(String connectTimeout) {
    texts.connectTimeout = connectTimeout;
  }

  /** For one attempt and its whole answer; {@code 10 seconds} by default. */
  public void setRequestTimeout(String requestTimeout) {
    texts.requestTimeout = requestTimeout;
  }

  /** How often a batch is sent again; 5 by default, 0 for never. */
  public void setMaxRetries(String maxRetries) {
    texts.maxRetries = maxRetries;
  }

  /** Bound of the first random pause; {@code 200 milliseconds} by default, doubles each time. */
  public void setRetryDelay(String retryDelay) {
    texts.retryDelay = retryDelay;
  }

  /** Bound of every random pause; {@code 5 seconds} by default. */
  public void setMaxRetryDelay(String maxRetryDelay) {
    texts.maxRetryDelay = maxRetryDelay;
  }

  /** After this no attempt begins; {@code 30 seconds} by default. */
  public void setRetryTimeout(String retryTimeout) {
    texts.retryTimeout = retryTimeout;
  }

  /** How long stopping may take to send the rest; {@code 5 seconds} by default. */
  public void setCloseTimeout(String closeTimeout) {
    texts.closeTimeout = closeTimeout;
  }

  /** A directory where events wait for the server, also across restarts; none by default. */
  public void setSpoolTo(String spoolTo) {
    texts.spoolTo = spoolTo;
  }

  /** Beyond this the oldest events in the spool are lost and counted; {@code 1GB} by default. */
  public void setMaxSpoolSize(String maxSpoolSize) {
    texts.maxSpoolSize = maxSpoolSize;
  }

  /** Whether each batch is forced to the disk; false by default. */
  public void setSpoolFsync(String spoolFsync) {
    texts.spoolFsync = spoolFsync;
  }

  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    Options options = new Options();
    if (sink.start(options, true, () -> texts.build(options))) {
      super.start();
    }
  }

  @Override
  public void stop() {
    if (isStarted()) {
      super.stop();
      sink.stop();
    }
  }

  @Override
  public void doAppend(ILoggingEvent event) {
    sink.append(event); // asks the filters, too
  }

  @Override
  protected void append(ILoggingEvent event) {
    doAppend(event);
  }

  @Override
  public LogHandler handler() {
    return sink.handler();
  }

  /** What was sent; empty before the first start. */
  public Optional<HttpCounts> counts() {
    return texts.counts();
  }

  /** What waits in the spool, and what became of the rest; empty without one. */
  public Optional<SpoolStats> spoolStats() {
    return texts.spoolStats();
  }

  @Override
  public boolean needsOriginal() {
    return texts.needsOriginal();
  }
}
