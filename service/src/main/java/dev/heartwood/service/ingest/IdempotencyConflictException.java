package dev.heartwood.service.ingest;

/** An idempotency key is in use: HTTP's 409. */
public final class IdempotencyConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean inProgress;

  IdempotencyConflictException(String message, boolean inProgress) {
    super(message);
    this.inProgress = inProgress;
  }

  /**
   * Whether the first request with the key is still being worked on, so that a retry will be
   * answered; else the key belongs to another body for as long as it is remembered.
   */
  public boolean isInProgress() {
    return inProgress;
  }
}
