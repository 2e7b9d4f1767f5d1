package dev.heartwood.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first bytes of a body and reads on a little, so that the connection can be used again;
 * a body that goes on and on is cut off, and its connection with it. Or keeps all of a body.
 *
 * <p><b>Threads:</b> the client calls one method at a time.
 */
final class AnswerHead implements BodySubscriber<byte[]> {
  private static final int KEPT_BYTES = 1024;
  private static final int READ_BYTES = 64 * 1024;
  private static final int MAX_WHOLE_BYTES = 16 * 1024 * 1024;

  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final boolean whole;
  private final int keptBytes;
  private final int readBytes;
  private long read;
  private @Nullable Subscription subscription;

  /**
   * @param whole whether all of the body is wanted, and what breaks off or is too long for that is
   *     no answer
   */
  AnswerHead(boolean whole) {
    this.whole = whole;
    keptBytes = whole ? MAX_WHOLE_BYTES : KEPT_BYTES;
    readBytes = whole ? MAX_WHOLE_BYTES : READ_BYTES;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      read += buffer.remaining();
      byte[] some = new byte[Math.min(buffer.remaining(), keptBytes - kept.size())];
      buffer.get(some);
      kept.writeBytes(some);
    }
    if (read > readBytes && subscription != null) {
      subscription.cancel();
      onError(new IOException("an answer of more than " + readBytes + " bytes"));
    }
  }

  /** What came is enough unless all was wanted: the status says what became of the batch. */
  @Override
  public void onError(Throwable cause) {
    if (whole) {
      body.completeExceptionally(cause);
    } else {
      onComplete();
    }
  }

  @Override
  public void onComplete() {
    body.complete(kept.toByteArray());
  }
}
