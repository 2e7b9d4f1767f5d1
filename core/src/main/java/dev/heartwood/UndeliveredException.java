package dev.heartwood;

import java.io.IOException;

/**
 * A batch could not be pushed as a whole: thrown by {@link LogHandler#flush} when the handler knows
 * how many events are missing. Any other exception from a flush means all since the last flush.
 */
public final class UndeliveredException extends IOException {
  private static final long serialVersionUID = 1;

  private final int undelivered;

  /**
   * @param undelivered how many of the events whose {@link LogHandler#handle} returned since the
   *     last flush are not in the destination, and will not be; the others are. They are the last
   *     of them. 0 if something else failed
   */
  public UndeliveredException(int undelivered, String message, Throwable cause) {
    super(message, cause);
    this.undelivered = undelivered;
  }

  public int undelivered() {
    return undelivered;
  }
}
