package dev.heartwood.service.ingest;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an entry was refused.
 *
 * @param code for programs, in snake case; what accounting counts it by
 * @param field that is wrong, as it is called in JSON; null if it is none in particular
 * @param detail for people: value and rule
 * @param retryable whether the same entry may be taken later
 * @param retryAfter how long to wait before; null if it is not retryable
 */
public record Rejection(
    String code,
    @Nullable String field,
    String detail,
    boolean retryable,
    @Nullable Duration retryAfter) {
  /** A field is missing, or holds what it must not. */
  public static final String INVALID = "invalid";

  /** A field, or the entry, is larger than the limits allow. */
  public static final String TOO_LARGE = "too_large";

  /** The sender may not write for this service. */
  public static final String FORBIDDEN_SERVICE = "forbidden_service";

  /** A rate limit of the rules is used up. */
  public static final String RATE_LIMITED = "rate_limited";

  public Rejection {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
  }

  /** What no retry will change. */
  public static Rejection of(String code, @Nullable String field, String detail) {
    return new Rejection(code, field, detail, false, null);
  }
}
