package dev.heartwood.service.api;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all requests together may hold in memory for their bodies. */
final class Budget {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  Budget(long bytes) {
    this.bytes = bytes;
  }

  long taken() {
    return taken.get();
  }

  Share share() {
    return new Share();
  }

  /** What one request holds; given back as a whole. Any thread, one at a time. */
  final class Share implements AutoCloseable {
    private long mine;

    void take(long more) {
      if (taken.addAndGet(more) > bytes) {
        taken.addAndGet(-more);
        throw Problem.wait(
                ProblemCode.OVERLOADED,
                "the bodies of all requests together would need more than " + bytes + " bytes",
                RETRY_AFTER)
            .exception();
      }
      mine += more;
    }

    @Override
    public void close() {
      taken.addAndGet(-mine);
      mine = 0;
    }
  }
}
