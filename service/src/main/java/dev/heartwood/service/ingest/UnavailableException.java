package dev.heartwood.service.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The service cannot take or answer now what it may later: HTTP's 503. Nothing of the request is
 * kept, unless the reason is {@link Reason#UNCONFIRMED}.
 */
public final class UnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    CLOSING,
    /** So many ask at the same time already. */
    BUSY,
    /** The disk has no room for the journal. */
    DISK_FULL,
    /** The journal has used up its bytes because the index has not come after. */
    BACKLOG_FULL,
    /** The disk refused. */
    DISK_FAILED,
    /** The entries are written, but the disk did not confirm that they survive a loss of power. */
    UNCONFIRMED;

    /** In snake case; what accounting counts it by. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;
  private final Duration retryAfter;

  public UnavailableException(
      Reason reason, String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public Reason reason() {
    return reason;
  }

  /** How long to wait before the next attempt. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
