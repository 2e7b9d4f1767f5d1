package dev.heartwood.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to one attempt.
 *
 * @param body as much of it as was wanted
 * @param text the start of the body, cleaned
 * @param retryAfter when the server wants to see the batch again; null if it does not say
 */
record Answer(int status, byte[] body, String text, @Nullable Duration retryAfter) {
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;

  /** Bad request, conflict, unprocessable content: what was sent is at fault, not how or where. */
  private static final Set<Integer> OF_THE_BATCH = Set.of(400, 409, 422);

  private static final Duration LONGEST = Duration.ofDays(365); // whatever a date says

  /** What follows from a status. */
  enum Verdict {
    TAKEN,
    /** The same may be taken later. */
    LATER,
    /** The same will be taken once somebody has put the set-up right: token, address, format. */
    SET_UP,
    /** Less may be taken. */
    LESS,
    NEVER
  }

  Verdict verdict() {
    if (status >= 200 && status < 300) {
      return Verdict.TAKEN;
    }
    if (status >= 500 || status == REQUEST_TIMEOUT || status == TOO_MANY) {
      return Verdict.LATER;
    }
    if (status == TOO_LARGE) {
      return Verdict.LESS;
    }
    return OF_THE_BATCH.contains(status) ? Verdict.NEVER : Verdict.SET_UP;
  }

  String told() {
    return text.isEmpty() ? "answer " + status : "answer " + status + ": " + text;
  }

  /**
   * Reads {@code Retry-After} in both of its forms, seconds and a date. A date is taken by the
   * server's own clock, if it tells that.
   *
   * @return null if there is none or nobody can read it; never negative
   */
  static @Nullable Duration retryAfter(
      Optional<String> header, Optional<String> serverDate, Instant now) {
    String text = header.orElse("").strip();
    if (text.matches("\\d{1,7}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    Instant date = date(text);
    if (date == null) {
      return null;
    }
    Instant reference = date(serverDate.orElse(""));
    Duration wait = Duration.between(reference == null ? now : reference, date);
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  private static @Nullable Instant date(String text) {
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
