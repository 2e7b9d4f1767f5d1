package dev.heartwood.journal;

import java.io.IOException;

/**
 * The disk did not confirm records of this range. They are still read, and written again to the
 * next segment; whether the first write survived a loss of power nobody knows.
 */
public final class ForceFailedException extends IOException {
  private final long from;
  private final long end;

  ForceFailedException(long from, long end, IOException cause) {
    super(
        "the disk did not confirm the records from "
            + from
            + " up to, not with, "
            + end
            + ": "
            + cause.getMessage(),
        cause);
    this.from = from;
    this.end = end;
  }

  /** The first sequence that is in doubt. */
  public long from() {
    return from;
  }

  /** The first sequence behind them. */
  public long end() {
    return end;
  }
}
