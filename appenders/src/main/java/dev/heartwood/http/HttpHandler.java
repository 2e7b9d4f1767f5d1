package dev.heartwood.http;

import dev.heartwood.LogEvent;
import dev.heartwood.UndeliveredException;
import dev.heartwood.appenders.LineBatch;
import dev.heartwood.appenders.WriteLock;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.JsonEncoder;
import dev.heartwood.spool.SpoolDestination;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to a server, by default one JSON object a line. A batch is sent at {@link #flush}
 * and when it has reached its limits; put a ring in front, so that batches grow while one is sent.
 *
 * <p><b>Delivery:</b> an event counts as delivered when the server answered 2xx. 408, 429, 5xx and
 * a connection that fails are tried again, after a random pause that grows or as {@code
 * Retry-After} says, with the same {@code Idempotency-Key}: a server that does not know that header
 * may get a batch twice. 413 makes two of a batch; 400, 409 and 422 refuse it for good. Any other
 * answer, 401, 403, 404 and redirects among them, says that the set-up is wrong: the batch is given
 * up at once, and a spool in front sends it again until somebody has put it right.
 *
 * <p><b>Failures:</b> {@link #flush} throws an {@link UndeliveredException} with the exact count of
 * what was refused and what was given up. After a batch was given up, later events are refused at
 * once until the next flush, so that the given up are always the last.
 *
 * <p><b>Threads:</b> any. One sends, the others wait for it, at most {@code 5 s}. A sender may be
 * held for {@code retryTimeout} and one {@code requestTimeout}. An interrupt ends neither the event
 * nor the attempt in hand, but no other attempt follows; it is kept. <b>Order:</b> as handled.
 *
 * <pre>
 * field     written by           read by   ordering
 * closed    closer               anybody   volatile; without the lock when a sender is stuck
 * closing   closer               sender    latch: ends the pauses between attempts
 * others    the lock's holder    same      under the lock
 * </pre>
 */
public final class HttpHandler implements SpoolDestination {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

  private final HttpConfig config;
  private final Encoder encoder;
  private final int maxBodyBytes;
  private final WriteLock lock;
  private final LineBatch batch;
  private final Sender sender;
  private final CountDownLatch closing = new CountDownLatch(1);

  private int refused; // since the last flush
  private int givenUp; // likewise; the last of all
  private @Nullable IOException failure;
  private volatile boolean closed;

  /** Sends JSON in the format of ECS, one object a line. */
  public HttpHandler(HttpConfig config) {
    this(config, new JsonEncoder());
  }

  /**
   * @param encoder its header and footer stand around the events of each request
   */
  public HttpHandler(HttpConfig config, Encoder encoder) {
    this(config, encoder, Protocol.STATUS);
  }

  HttpHandler(HttpConfig config, Encoder encoder, Protocol protocol) {
    this.config = config;
    this.encoder = encoder;
    Bodies bodies = new Bodies(encoder, config.gzip());
    this.maxBodyBytes = config.maxRequestBytes() - bodies.frameBytes();
    this.lock = new WriteLock(what(), LOCK_TIMEOUT);
    this.batch = new LineBatch(encoder);
    this.sender = new Sender(config, bodies, protocol);
  }

  /** From now on requests are known by the place of their events in the spool. */
  @Override
  public void deliverFrom(long spool) {
    sender.deliverFrom(spool);
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    handle(event, 0);
  }

  @Override
  public void handle(LogEvent event, long sequence) throws IOException {
    lock.lock();
    try {
      requireOpen();
      if (givenUp > 0) {
        sender.giveUp(1);
        throw new IOException(
            what() + " takes nothing until the batch before is accounted for", failure);
      }
      add(event, sequence);
      if (batch.events() >= config.maxBatchEvents() || batch.length() >= config.maxBatchBytes()) {
        send(batch.events(), usual());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what is buffered.
   *
   * @throws UndeliveredException with what is missing of the events since the last flush
   */
  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      send(batch.events(), usual());
      throwIfMissing();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what is buffered; what is missing then is told by the next {@link #flush}. */
  @Override
  public boolean awaitDelivered(Duration timeout) {
    try {
      lock.lock();
    } catch (IOException e) {
      return false;
    }
    try {
      send(batch.events(), Patience.within(timeout));
      return refused + givenUp == 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean needsCaller() {
    return encoder.needsCaller();
  }

  /** What was sent so far; any thread. */
  public HttpCounts counts() {
    return sender.counts();
  }

  /** Sends what is buffered, within {@code closeTimeout}. Idempotent. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    try {
      lock.lock();
      try {
        if (!closed) {
          send(batch.events(), Patience.within(config.closeTimeout()));
          sender.disconnect();
          throwIfMissing();
        }
      } finally {
        closed = true;
        lock.unlock();
      }
    } finally {
      closed = true; // also if another thread is stuck in an attempt
    }
  }

  @Override
  public String toString() {
    return "HttpHandler[" + config.server() + "]";
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException(what() + " is closed");
    }
  }

  private void add(LogEvent event, long sequence) throws IOException {
    int before = batch.length();
    batch.add(event, sequence);
    int bytes = batch.length() - before;
    if (bytes > maxBodyBytes) {
      batch.removeLast();
      sender.refuse();
      throw new UndeliveredException(
          1,
          1,
          "an event must make a request of at most maxRequestSize "
              + config.maxRequestBytes()
              + " bytes, has "
              + bytes,
          null);
    }
    if (batch.length() > maxBodyBytes) {
      send(batch.events() - 1, usual());
    }
  }

  private Patience usual() {
    return Patience.usual(config, closing);
  }

  /** Sends the first so many events of the batch; if it gives up, all of the batch is given up. */
  private void send(int events, Patience patience) {
    if (events == 0) {
      return;
    }
    try {
      Outcome outcome = outcome(events, patience);
      refused += outcome.refused();
      if (outcome.failure() != null) {
        failure = outcome.failure();
      }
      if (outcome.undelivered() > 0) {
        int unsent = batch.events() - events;
        sender.giveUp(unsent);
        givenUp += outcome.undelivered() + unsent;
        batch.clear();
      } else if (events == batch.events()) {
        batch.clear();
      } else {
        batch.removeFirst(events);
      }
    } finally {
      patience.restoreInterrupt();
    }
  }

  private Outcome outcome(int events, Patience patience) {
    try {
      return sender.send(batch, 0, events, patience);
    } catch (RuntimeException | OutOfMemoryError e) {
      sender.giveUp(events);
      return Outcome.undelivered(events, new IOException(e.toString(), e));
    }
  }

  private void throwIfMissing() throws UndeliveredException {
    int missing = refused + givenUp;
    IOException cause = failure;
    int never = refused;
    refused = 0;
    givenUp = 0;
    failure = null;
    if (missing > 0 && cause != null) {
      throw new UndeliveredException(
          missing,
          never,
          missing + " events not taken by " + what() + ": " + Sender.told(cause),
          cause);
    }
  }

  private String what() {
    return "http [" + config.server() + "]";
  }
}
