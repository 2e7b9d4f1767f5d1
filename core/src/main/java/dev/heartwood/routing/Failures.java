package dev.heartwood.routing;

import dev.heartwood.UndeliveredException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What several handlers threw at the same action, as one exception. */
final class Failures {
  private static final int UNKNOWN = -1;

  private final Throwable first;
  private int count = 1;
  private int undelivered;
  private int refused;

  private Failures(Throwable first) {
    this.first = first;
    this.undelivered = undelivered(first);
    this.refused = refused(first);
  }

  static Failures plus(@Nullable Failures failures, Throwable more) {
    if (failures == null) {
      return new Failures(more);
    }
    failures.add(more);
    return failures;
  }

  /** The first failure as cause, the others suppressed in it. */
  IOException during(String action, int handlers) {
    String message = action + " failed for " + count + " of " + handlers + " handlers";
    return undelivered == UNKNOWN
        ? new IOException(message, first)
        : new UndeliveredException(undelivered, refused, message, first);
  }

  private void add(Throwable more) {
    count++;
    if (first != more) {
      first.addSuppressed(more);
    }
    int missing = undelivered(more);
    // Each misses the last so many events: together they miss as many as the worst.
    undelivered =
        undelivered == UNKNOWN || missing == UNKNOWN ? UNKNOWN : Math.max(undelivered, missing);
    refused = Math.max(refused, refused(more));
  }

  private static int undelivered(Throwable failure) {
    return failure instanceof UndeliveredException known ? known.undelivered() : UNKNOWN;
  }

  private static int refused(Throwable failure) {
    return failure instanceof UndeliveredException known ? known.refused() : 0;
  }
}
