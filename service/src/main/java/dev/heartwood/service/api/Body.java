package dev.heartwood.service.api;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Collects the body of a request, as it was sent.
 *
 * <p><b>Threads:</b> the event loop of the request. <b>Errors:</b> the future fails with a {@link
 * ProblemException} for a body that is too large, too slow, or too much beside the others.
 */
final class Body implements Subscriber<HttpObject> {
  private final int maxBytes;
  private final Budget.Share share;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final List<byte[]> parts = new ArrayList<>(1);
  private int length;
  private @Nullable Subscription subscription;
  private @Nullable Future<?> deadline;

  private Body(int maxBytes, Budget.Share share) {
    this.maxBytes = maxBytes;
    this.share = share;
  }

  /**
   * @param patience until the whole body must be there
   */
  static CompletableFuture<byte[]> of(
      HttpRequest request, EventLoop loop, int maxBytes, Duration patience, Budget.Share share) {
    Body body = new Body(maxBytes, share);
    if (request.headers().contentLength() > maxBytes) {
      request.abort();
      return CompletableFuture.failedFuture(body.tooLarge());
    }
    body.deadline =
        loop.schedule(() -> body.late(patience), patience.toMillis(), TimeUnit.MILLISECONDS);
    request.subscribe(body, loop);
    return body.whole;
  }

  @Override
  public void onSubscribe(Subscription value) {
    subscription = value;
    value.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (!(object instanceof HttpData data) || whole.isDone()) {
      return;
    }
    try {
      if (data.length() > maxBytes - length) {
        throw tooLarge();
      }
      share.take(data.length());
      parts.add(data.array());
      length += data.length();
    } catch (ProblemException e) {
      fail(e);
    }
  }

  @Override
  public void onError(Throwable error) {
    fail(error instanceof ContentTooLargeException ? tooLarge() : error);
  }

  @Override
  public void onComplete() {
    if (whole.isDone()) {
      return;
    }
    cancelDeadline();
    if (parts.size() == 1) {
      whole.complete(parts.get(0));
      return;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    whole.complete(all);
  }

  private void late(Duration patience) {
    fail(
        Problem.of(
                ProblemCode.TIMEOUT,
                "the body must arrive within " + patience.toMillis() + " ms, was still incomplete")
            .exception());
  }

  private void fail(Throwable error) {
    cancelDeadline();
    parts.clear();
    if (subscription != null) {
      subscription.cancel();
    }
    whole.completeExceptionally(error);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private ProblemException tooLarge() {
    return Problem.of(
            ProblemCode.BODY_TOO_LARGE,
            "the body must have at most " + maxBytes + " bytes, had more")
        .exception();
  }
}
