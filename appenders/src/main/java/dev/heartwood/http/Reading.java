package dev.heartwood.http;

import org.jspecify.annotations.Nullable;

/**
 * What an answer means for the events that were sent.
 *
 * @param verdict on the request as a whole
 * @param refused how many of a request that was taken never will be
 * @param again which of them, by their place in the request, may be taken later
 * @param sameKeyIsVain whether what was sent will be answered alike for as long as it comes under
 *     the same key
 * @param told why; null if the answer's own text says it
 */
record Reading(
    Answer.Verdict verdict,
    int refused,
    int[] again,
    boolean sameKeyIsVain,
    @Nullable String told) {
  private static final int[] NONE = {};

  static Reading of(Answer.Verdict verdict) {
    return new Reading(verdict, 0, NONE, false, null);
  }

  static Reading setUp(boolean sameKeyIsVain, String told) {
    return new Reading(Answer.Verdict.SET_UP, 0, NONE, sameKeyIsVain, told);
  }

  static Reading taken(int refused, int[] again, @Nullable String told) {
    return new Reading(Answer.Verdict.TAKEN, refused, again, false, told);
  }
}
