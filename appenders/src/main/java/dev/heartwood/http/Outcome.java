package dev.heartwood.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What became of some events, in their order but for the refused, which lie among the delivered.
 *
 * @param failure why not all are delivered; the last reason, null if all are
 */
record Outcome(int delivered, int refused, int undelivered, @Nullable IOException failure) {
  static Outcome delivered(int events) {
    return new Outcome(events, 0, 0, null);
  }

  static Outcome refused(int events, IOException failure) {
    return new Outcome(0, events, 0, failure);
  }

  static Outcome undelivered(int events, IOException failure) {
    return new Outcome(0, 0, events, failure);
  }

  Outcome plus(Outcome later) {
    return new Outcome(
        delivered + later.delivered,
        refused + later.refused,
        undelivered + later.undelivered,
        later.failure == null ? failure : later.failure);
  }
}
