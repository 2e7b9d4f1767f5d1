package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.StreamWriter;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Runs answers that go on for long, each on a thread of its own, of which there is a limited
 * number.
 */
final class Streams implements AutoCloseable {
  private final Pool pool;
  private final Duration readTimeout;
  private final HttpMetrics metrics;

  Streams(ApiLimits limits, HttpMetrics metrics) {
    pool = new Pool("stream", limits.maxStreams(), 0);
    readTimeout = limits.readTimeout();
    this.metrics = metrics;
  }

  /** Something that writes a stream. It is closed in any case, and may be from any thread. */
  interface Job extends AutoCloseable {
    void run(Outlet out) throws Exception;

    @Override
    void close();
  }

  Pool pool() {
    return pool;
  }

  HttpResponse open(Call call, ResponseHeaders headers, Job job) {
    if (call.headers().method() == HttpMethod.HEAD) {
      job.close();
      return HttpResponse.of(headers);
    }
    call.context().clearRequestTimeout();
    HttpMetrics.isStream(call.context());
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(headers);
    start(call, job, new Way<>(writer, HttpData::wrap));
    return writer;
  }

  void open(Call call, WebSocketWriter writer, Job job) {
    HttpMetrics.isStream(call.context());
    start(call, job, new Way<>(writer, WebSocketFrame::ofText));
  }

  private void start(Call call, Job job, Way<?> out) {
    out.gone().whenComplete((nothing, error) -> job.close());
    try {
      pool.run(() -> run(call, job, out));
    } catch (ProblemException e) {
      job.close();
      throw e;
    }
  }

  private void run(Call call, Job job, Way<?> out) {
    try (job) {
      job.run(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      metrics.failed(call.id(), e);
      out.cut(e);
    } finally {
      out.close();
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Over one of Armeria's writers. */
  private final class Way<T> implements Outlet {
    private final StreamWriter<? super T> writer;
    private final Function<byte[], T> wrapping;

    Way(StreamWriter<? super T> writer, Function<byte[], T> wrapping) {
      this.writer = writer;
      this.wrapping = wrapping;
    }

    @Override
    public boolean send(byte[] bytes) throws InterruptedException {
      if (!writer.tryWrite(wrapping.apply(bytes))) {
        return false;
      }
      try {
        writer.whenConsumed().get(readTimeout.toNanos(), TimeUnit.NANOSECONDS);
        return writer.isOpen();
      } catch (TimeoutException e) {
        metrics.cutStream();
        cut(e);
        return false;
      } catch (ExecutionException | CancellationException e) {
        return false;
      }
    }

    void cut(Exception why) {
      writer.abort(why);
    }

    @Override
    public void close() {
      writer.close();
    }

    @Override
    public CompletableFuture<Void> gone() {
      return writer.whenComplete();
    }
  }
}
