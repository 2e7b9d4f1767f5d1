package dev.heartwood.async;

/**
 * What became of the accepted events so far, as one value, so that its parts always fit together.
 *
 * @param end the position of the ring before which every event is accounted for
 * @param last whether nothing can be added: the handler was closed and gave up
 */
record Settled(
    long end,
    long delivered,
    long failedCapture,
    long failedHandler,
    long abandoned,
    boolean last) {
  /** At the beginning of a ring, or where its worker begins. */
  static Settled nothing(long end) {
    return new Settled(end, 0, 0, 0, 0, false);
  }

  /** How many events are accounted for. */
  long total() {
    return delivered + failedCapture + failedHandler + abandoned;
  }

  Settled plus(long newEnd, long moreDelivered, long moreFailedCapture, long moreFailedHandler) {
    return new Settled(
        newEnd,
        delivered + moreDelivered,
        failedCapture + moreFailedCapture,
        failedHandler + moreFailedHandler,
        abandoned,
        last);
  }

  Settled abandon(long rest) {
    return new Settled(
        Long.MAX_VALUE, delivered, failedCapture, failedHandler, abandoned + rest, true);
  }
}
