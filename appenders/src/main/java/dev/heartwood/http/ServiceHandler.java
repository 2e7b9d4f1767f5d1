package dev.heartwood.http;

import dev.heartwood.LogEvent;
import dev.heartwood.format.ServiceEncoder;
import dev.heartwood.spool.SpoolDestination;
import java.io.IOException;
import java.time.Duration;

/**
 * Sends events to Heartwood's log service, in batches. Put a ring in front, and a {@link
 * dev.heartwood.spool.SpoolingHandler} if nothing may be lost while the service is away.
 *
 * <pre>{@code
 * ServiceConfig config = ServiceConfig.to("http://localhost:8080", "orders").build();
 * SpoolConfig spool = SpoolConfig.in(Path.of("logs/spool")).build();
 * LogHandler handler = SpoolingHandler.open(spool, new ServiceHandler(config));
 * }</pre>
 *
 * <p><b>Delivery:</b> each request has an {@code Idempotency-Key} that stays the same however often
 * it is sent; out of a spool also when another process sends it. The service keeps such a request
 * once. Of a batch that it takes it may refuse events, which are counted and told, or want them
 * later, which are sent again without the others, behind them. Whatever else becomes of a batch is
 * as {@link HttpHandler} has it: 429 and 503 wait for as long as the service asks, 401 and 403 keep
 * the batch.
 *
 * <p><b>Threads, order, failures:</b> as those of {@link HttpHandler}. Events that the service
 * wanted later for too long are counted as undelivered; without a spool {@link #flush} then calls
 * them refused, since they lie among those that it took.
 */
public final class ServiceHandler implements SpoolDestination {
  private final HttpHandler http;

  public ServiceHandler(ServiceConfig config) {
    http =
        new HttpHandler(config.http(), new ServiceEncoder(config.format()), new ServiceProtocol());
  }

  @Override
  public void deliverFrom(long spool) {
    http.deliverFrom(spool);
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    http.handle(event);
  }

  @Override
  public void handle(LogEvent event, long sequence) throws IOException {
    http.handle(event, sequence);
  }

  @Override
  public void flush() throws IOException {
    http.flush();
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    return http.awaitDelivered(timeout);
  }

  /** What was sent so far; any thread. What the service filtered out counts as sent. */
  public HttpCounts counts() {
    return http.counts();
  }

  @Override
  public void close() throws IOException {
    http.close();
  }

  @Override
  public String toString() {
    return "ServiceHandler[" + http + "]";
  }
}
