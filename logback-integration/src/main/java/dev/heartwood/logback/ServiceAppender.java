package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.joran.spi.DefaultClass;
import dev.heartwood.LogHandler;
import dev.heartwood.filter.Redactor;
import dev.heartwood.http.HttpCounts;
import dev.heartwood.spool.SpoolStats;
import java.util.Optional;

/**
 * Sends events to Heartwood's log service. Behind an {@link AsyncAppender} they leave in batches;
 * alone each is a request of its own, which the logging thread waits for. With {@code spoolTo} they
 * are written to a directory first, and sent from there: a service that is away or killed then
 * loses none and keeps none twice.
 */
public final class ServiceAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements HandlerSource {
  private final ServiceOptions texts = new ServiceOptions(this);
  private final Sink sink = new Sink(this);

  /** The address of the service, such as {@code http://localhost:8080}. */
  public void setUrl(String url) {
    texts.http.url = url;
  }

  /** Lets this application in, where the service wants a key; it is never shown. */
  public void setApiKey(String apiKey) {
    texts.apiKey = apiKey;
  }

  /** Who logs; by default what the context's property {@code service.name} says. */
  public void setServiceName(String serviceName) {
    texts.serviceName = serviceName;
  }

  /**
   * What the service keeps the newest event of: {@code kvp:NAME}, {@code mdc:NAME}, {@code logger},
   * {@code marker} or {@code template}; nothing by default.
   */
  public void setKey(String key) {
    texts.key = key;
  }

  /**
   * Names in the MDC, with commas between; the first that is there is the correlation id. {@code
   * correlation_id, correlationId, traceId, trace_id} by default.
   */
  public void setCorrelationId(String correlationId) {
    texts.correlationId = correlationId;
  }

  /** Longer events are cut and stay valid; {@code 256KB} by default. */
  public void setMaxEventSize(String maxEventSize) {
    texts.maxEventSize = maxEventSize;
  }

  /** A further header of each request, as {@code X-Tenant: shop}; its value is never shown. */
  public void addHeader(String header) {
    texts.http.headers.add(header);
  }

  /** Masks secrets before they are sent. */
  @DefaultClass(PatternRedactor.class)
  public void setRedactor(Redactor redactor) {
    texts.http.redactor = redactor;
  }

  /** A batch of so many events is sent at once; 1000 by default. */
  public void setMaxBatchEvents(String maxBatchEvents) {
    texts.http.maxBatchEvents = maxBatchEvents;
  }

  /** A batch that has become so long is sent at once; {@code 1MB} by default. */
  public void setMaxBatchSize(String maxBatchSize) {
    texts.http.maxBatchSize = maxBatchSize;
  }

  /** No request is longer, before compression; {@code 5MB} by default. */
  public void setMaxRequestSize(String maxRequestSize) {
    texts.http.maxRequestSize = maxRequestSize;
  }

  /** Whether requests are compressed; false by default. */
  public void setGzip(String gzip) {
    texts.http.gzip = gzip;
  }

  /** {@code 5 seconds} by default. */
  public void setConnectTimeout(String connectTimeout) {
    texts.http.connectTimeout = connectTimeout;
  }

  /** For one attempt and its whole answer; {@code 10 seconds} by default. */
  public void setRequestTimeout(String requestTimeout) {
    texts.http.requestTimeout = requestTimeout;
  }

  /** How often a batch is sent again; 5 by default, 0 for never. */
  public void setMaxRetries(String maxRetries) {
    texts.http.maxRetries = maxRetries;
  }

  /** Bound of the first random pause; {@code 200 milliseconds} by default, doubles each time. */
  public void setRetryDelay(String retryDelay) {
    texts.http.retryDelay = retryDelay;
  }

  /** Bound of every random pause; {@code 5 seconds} by default. */
  public void setMaxRetryDelay(String maxRetryDelay) {
    texts.http.maxRetryDelay = maxRetryDelay;
  }

  /** After this no attempt begins; {@code 30 seconds} by default. */
  public void setRetryTimeout(String retryTimeout) {
    texts.http.retryTimeout = retryTimeout;
  }

  /** How long stopping may take to send the rest; {@code 5 seconds} by default. */
  public void setCloseTimeout(String closeTimeout) {
    texts.http.closeTimeout = closeTimeout;
  }

  /** A directory where events wait for the server, also across restarts; none by default. */
  public void setSpoolTo(String spoolTo) {
    texts.http.spoolTo = spoolTo;
  }

  /** Beyond this the oldest events in the spool are lost and counted; {@code 1GB} by default. */
  public void setMaxSpoolSize(String maxSpoolSize) {
    texts.http.maxSpoolSize = maxSpoolSize;
  }

  /** Whether each batch is forced to the disk; false by default. */
  public void setSpoolFsync(String spoolFsync) {
    texts.http.spoolFsync = spoolFsync;
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
}
