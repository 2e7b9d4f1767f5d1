package dev.heartwood;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A batch could not be pushed as a whole: thrown by {@link LogHandler#flush} when the handler knows
 * how many events are missing. Any other exception from a flush means all since the last flush.
 * {@link LogHandler#handle} throws it for an event that its destination will never take.
 */
public final class UndeliveredException extends IOException {
  private static final long serialVersionUID = 1;

  private final int undelivered;
  private final int refused;

  /**
   * @param undelivered how many of the events whose {@link LogHandler#handle} returned since the
   *     last flush are not in the destination, and will not be; the others are. They are the last
   *     of them. 0 if something else failed
   */
  public UndeliveredException(int undelivered, String message, Throwable cause) {
    this(undelivered, 0, message, cause);
  }

  /**
   * @param undelivered as above, but only the last {@code undelivered - refused} are known to be
   *     the last
   * @param refused how many of them the destination will never take, however often they are sent;
   *     they may lie anywhere among those handled
   */
  public UndeliveredException(
      int undelivered, int refused, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.undelivered = undelivered;
    this.refused = refused;
  }

  public int undelivered() {
    return undelivered;
  }

  /**
   * How many of the undelivered were refused for good: to send them there again is useless. If any,
   * then nobody can tell which of the events are undelivered from their number alone.
   */
  public int refused() {
    return refused;
  }
}
