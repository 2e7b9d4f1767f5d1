package dev.heartwood;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A handler that can take a plain call by its parts, so that no event has to be made for it. A call
 * is plain if it has neither throwable, markers nor key-values and all its arguments are immutable
 * (see {@link Freeze}); every other one comes through {@link #handle}.
 */
public interface CallHandler extends LogHandler {
  /** Whether plain calls may be handed over as such; the same answer for ever. */
  boolean takesCalls();

  /**
   * Delivers one plain call, as {@link #handle} would an event that says the same; throws nothing
   * and needs no {@link #flush}.
   *
   * @param first the first argument, if there is no array
   * @param second the second argument, if there is no array
   * @param array the arguments, valid during the call; null if there are no more than two
   * @param argumentCount how many arguments there are; the array may be longer
   * @param mdc never changed afterwards
   */
  void handleCall(
      long epochNanos,
      Level level,
      String loggerName,
      String threadName,
      String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> mdc);
}
