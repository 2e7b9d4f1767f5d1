package dev.heartwood.routing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What several handlers threw at the same action, as one exception. */
final class Failures {
  private final Throwable first;
  private int count = 1;

  private Failures(Throwable first) {
    this.first = first;
  }

  static Failures plus(@Nullable Failures failures, Throwable more) {
    if (failures == null) {
      return new Failures(more);
    }
    failures.count++;
    if (failures.first != more) {
      failures.first.addSuppressed(more);
    }
    return failures;
  }

  /** The first failure as cause, the others suppressed in it. */
  IOException during(String action, int handlers) {
    return new IOException(
        action + " failed for " + count + " of " + handlers + " handlers", first);
  }
}
