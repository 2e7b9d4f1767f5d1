package dev.heartwood.async;

/**
 * What became of the accepted events so far, as one value, so that its parts always fit together.
 *
 * @param last whether nothing can be added: the handler was closed and gave up
 */
record Settled(
    long delivered, long failedCapture, long failedHandler, long abandoned, boolean last) {
  static final Settled NOTHING = new Settled(0, 0, 0, 0, false);

  /** How many events are accounted for: all those before this position of the ring. */
  long total() {
    return delivered + failedCapture + failedHandler + abandoned;
  }

  Settled plus(long moreDelivered, long moreFailedCapture, long moreFailedHandler) {
    return new Settled(
        delivered + moreDelivered,
        failedCapture + moreFailedCapture,
        failedHandler + moreFailedHandler,
        abandoned,
        last);
  }

  Settled abandon(long rest) {
    return new Settled(delivered, failedCapture, failedHandler, abandoned + rest, true);
  }
}
