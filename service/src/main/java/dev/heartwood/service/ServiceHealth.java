package dev.heartwood.service;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a service does.
 *
 * @param ready whether it takes entries and answers questions as it should
 * @param state what it is about
 * @param reasons why it is not ready, for people; empty if it is
 * @param recovered how much of the backlog found at start is worked off, 0 to 1
 * @param views what follows the journal
 */
public record ServiceHealth(
    boolean ready, State state, List<String> reasons, double recovered, List<View> views) {
  public ServiceHealth {
    Objects.requireNonNull(state, "state");
    reasons = List.copyOf(reasons);
    views = List.copyOf(views);
  }

  /** What a service is about. */
  public enum State {
    /** It works off what a process before it left. */
    STARTING,
    RUNNING,
    CLOSED
  }

  /**
   * One of the views of the journal.
   *
   * @param behind entries in the journal that it has not taken
   * @param lag how long the oldest of them has been waiting; zero if there is none
   * @param failures attempts that failed, in all
   * @param problem of the last attempt; null if it succeeded
   */
  public record View(
      String name, long behind, Duration lag, long failures, @Nullable String problem) {
    public View {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(lag, "lag");
    }
  }
}
