package dev.heartwood.service.cli;

import java.io.IOException;

/** The service did not do what it was asked to, and said why. */
final class ServiceException extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;

  ServiceException(int status, String detail) {
    super("the service answered " + status + ": " + detail);
    this.status = status;
  }

  /** Whether the same call may succeed later. */
  boolean isPassing() {
    return status == 429 || status >= 502;
  }
}
