package dev.heartwood.http;

import dev.heartwood.ring.WorkerThread;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Posts one body and says what the server answered, within a time that covers the whole attempt.
 * Redirects are not followed: the JDK would turn a POST into a GET, and take headers along.
 *
 * <p>The client's own threads end when they are idle. They are Heartwood's: what the client logs
 * while it sends neither waits for a ring nor feeds itself.
 */
final class Connection {
  private static final long IDLE_SECONDS = 1;

  private static final int HEAD_BYTES = 1024;

  private final HttpConfig config;
  private final boolean wholeAnswer;
  private final HttpClient client;
  private final HttpRequest.Builder template;

  /**
   * @param wholeAnswer whether what breaks off is no answer
   */
  Connection(HttpConfig config, boolean wholeAnswer) {
    this.config = config;
    this.wholeAnswer = wholeAnswer;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.connectTimeout())
            .executor(threads());
    if (config.sslContext() != null) {
      builder.sslContext(config.sslContext());
    }
    client = builder.build();
    template = HttpRequest.newBuilder(config.url()).header("Content-Type", config.contentType());
    if (config.gzip()) {
      template.header("Content-Encoding", "gzip");
    }
    template.setHeader("User-Agent", "heartwood");
    config.headers().forEach(template::setHeader);
  }

  /**
   * One attempt.
   *
   * @throws IOException if there was no answer: nobody knows whether the server has the batch
   */
  Answer post(byte[] body, String key, Patience patience) throws IOException {
    HttpRequest request =
        template
            .copy()
            .header(HttpNames.IDEMPOTENCY_KEY, key)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    AtomicReference<HttpResponse.@Nullable ResponseInfo> seen = new AtomicReference<>();
    boolean whole = wholeAnswer; // the client would never end if what it holds held it
    long nanos = patience.nanosForAttempt(config.requestTimeout());
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      exchange =
          client.sendAsync(
              request,
              info -> {
                seen.set(info);
                return new AnswerHead(whole);
              });
    } catch (RuntimeException e) {
      throw new IOException("cannot be sent: " + e, e);
    }
    byte[] head = new byte[0];
    IOException failure = null;
    try {
      head = await(exchange, nanos, patience).body();
    } catch (TimeoutException e) {
      exchange.cancel(true);
      failure = new HttpTimeoutException("no answer within " + nanos / 1_000_000 + " ms");
    } catch (ExecutionException e) {
      failure = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
    HttpResponse.ResponseInfo info = seen.get();
    if (info == null || wholeAnswer && failure != null) {
      throw failure == null ? new IOException("no answer") : failure;
    }
    return answer(info, head); // also if its body never ended
  }

  private Answer answer(HttpResponse.ResponseInfo info, byte[] head) {
    Optional<String> date = info.headers().firstValue("Date");
    byte[] start = Arrays.copyOf(head, Math.min(head.length, HEAD_BYTES));
    return new Answer(
        info.statusCode(),
        head,
        AnswerText.of(start, config.headers().values()),
        Answer.retryAfter(
            info.headers().firstValue("Retry-After"), date, config.clock().instant()));
  }

  private static <T> T await(CompletableFuture<T> future, long nanos, Patience patience)
      throws TimeoutException, ExecutionException {
    long deadline = System.nanoTime() + nanos;
    while (true) {
      try {
        return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        patience.interrupted();
      }
    }
  }

  private static ExecutorService threads() {
    ThreadFactory factory =
        task ->
            new WorkerThread(
                "heartwood-http",
                true,
                () -> {
                  if (Thread.currentThread() instanceof WorkerThread worker) {
                    worker.depth(1); // what is logged from here is not taken once more
                  }
                  task.run();
                });
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }
}
