package dev.heartwood.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers of Heartwood's log service to a batch: a count of each outcome, and of each entry
 * that was rejected its place, why, and whether it may be taken later.
 */
final class ServiceProtocol implements Protocol {
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int FIRST_OF_SERVER = 500;

  /** The API key does not cover the name of this service; somebody can put that right. */
  private static final String FORBIDDEN = "forbidden_service";

  private static final List<String> OUTCOMES =
      List.of("accepted", "rejected", "filtered", "duplicates");

  @Override
  public boolean readsBody() {
    return true;
  }

  @Override
  public Reading read(Answer answer, int events) {
    int status = answer.status();
    if (status == TOO_MANY || status >= FIRST_OF_SERVER) {
      return Reading.of(Answer.Verdict.LATER);
    }
    Reading items = items(answer, events);
    if (items != null) {
      return items;
    }
    if (status == CONFLICT && answer.retryAfter() != null) {
      return Reading.of(Answer.Verdict.LATER); // an attempt before is still being worked on
    }
    return answer.verdict() == Answer.Verdict.TAKEN
        ? Reading.setUp(
            false, "answer " + status + " is not that of the log service: " + answer.text())
        : Reading.of(answer.verdict());
  }

  /** Null unless the answer tells of each of so many entries. */
  private static @Nullable Reading items(Answer answer, int events) {
    try {
      return AnswerJson.read(answer.body()) instanceof Map<?, ?> result
          ? items(result, events)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable Reading items(Map<?, ?> result, int events) {
    double sum = 0;
    for (String outcome : OUTCOMES) {
      sum += result.get(outcome) instanceof Double count && count >= 0 ? count : Double.NaN;
    }
    if (sum != events || !(result.get("errors") instanceof List<?> errors)) {
      return null;
    }
    int[] again = new int[errors.size()];
    int places = 0;
    int last = -1;
    String told = null;
    boolean forbidden = false;
    for (Object each : errors) {
      if (!(each instanceof Map<?, ?> error)
          || !(error.get("index") instanceof Double index)
          || index <= last
          || index >= events
          || index != Math.rint(index)) {
        return null;
      }
      last = index.intValue();
      told = told == null ? told(error) : told;
      forbidden |= FORBIDDEN.equals(error.get("code"));
      if (Boolean.TRUE.equals(error.get("retryable"))) {
        again[places++] = last;
      }
    }
    if (!Double.valueOf(errors.size()).equals(result.get("rejected"))) {
      return null;
    }
    if (forbidden) {
      return Reading.setUp(true, String.valueOf(told));
    }
    return Reading.taken(errors.size() - places, java.util.Arrays.copyOf(again, places), told);
  }

  private static String told(Map<?, ?> error) {
    return AnswerText.cleaned(error.get("code") + ": " + error.get("detail"));
  }
}
