package dev.heartwood.spool;

import dev.heartwood.LogHandler;
import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the first records that wait, handed over and flushed once.
 *
 * @param settled how many of the first are delivered or refused: they need not be sent again
 * @param delivered of them
 * @param notices of the delivered, that stand for no record
 * @param refused of the settled
 * @param failure why not all are settled; null if all are
 * @param refusal why some were refused; null if none was
 */
record Attempt(
    int settled,
    int delivered,
    int notices,
    int refused,
    @Nullable Throwable failure,
    @Nullable Throwable refusal) {

  /** Hands over records in order up to the first that is not taken, then flushes. */
  static Attempt at(LogHandler remote, List<Waiting> waiting) {
    int limit = waiting.size();
    List<Integer> handed = new ArrayList<>(limit);
    List<Integer> poison = new ArrayList<>();
    Throwable failure = null;
    Throwable refusal = null;
    int stop = limit;
    for (int i = 0; i < limit; i++) {
      try {
        hand(remote, waiting.get(i));
        handed.add(i);
      } catch (Throwable e) {
        if (isFinal(e)) {
          poison.add(i);
          refusal = e;
        } else {
          failure = e;
          stop = i;
          break;
        }
      }
    }
    int again = 0;
    int refused = 0;
    try {
      remote.flush();
    } catch (UndeliveredException e) {
      refused = Math.min(e.refused(), handed.size());
      again = Math.min(e.undelivered(), handed.size()) - refused;
      if (refused > 0) {
        refusal = e;
      }
      if (again > 0) {
        failure = e;
      }
    } catch (Throwable e) {
      again = handed.size();
      failure = e;
    }
    int settled = again == 0 ? stop : handed.get(handed.size() - again);
    int notices = 0;
    for (int i = 0; i < settled; i++) {
      notices += waiting.get(i).isNotice() ? 1 : 0;
    }
    int poisoned = (int) poison.stream().filter(i -> i < settled).count();
    return new Attempt(
        settled, settled - refused - poisoned, notices, refused + poisoned, failure, refusal);
  }

  private static void hand(LogHandler remote, Waiting record) throws IOException {
    if (remote instanceof SpoolDestination destination) {
      destination.handle(record.event(), record.sequence());
    } else {
      remote.handle(record.event());
    }
  }

  /** Whether the event itself is at fault, and will be every time. */
  private static boolean isFinal(Throwable e) {
    return e instanceof UndeliveredException known
        ? known.refused() > 0
        : e instanceof RuntimeException || e instanceof StackOverflowError;
  }
}
