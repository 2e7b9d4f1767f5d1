package dev.heartwood.http;

import dev.heartwood.appenders.LineBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Sends batches, each until it is taken, refused or given up. Tells when the server begins to fail
 * and when it recovers, not what lies between, but for an answer that asks for another set-up.
 *
 * <pre>
 * field    written by         read by   ordering
 * counts   the lock's holder  anybody   volatile
 * others   the lock's holder  same      under the handler's lock
 * </pre>
 */
final class Sender {
  private static final int MAX_DOUBLINGS = 30;

  private final HttpConfig config;
  private final Bodies bodies;
  private final BatchKeys keys = new BatchKeys();
  private volatile HttpCounts counts = HttpCounts.NONE;
  private @Nullable Connection connection;
  private @Nullable Long notBeforeNanos; // as a server asked that was then given up
  private boolean failing;
  private boolean setUpTold;
  private boolean split;

  Sender(HttpConfig config, Bodies bodies) {
    this.config = config;
    this.bodies = bodies;
  }

  HttpCounts counts() {
    return counts;
  }

  /** Sends the events from one number on up to another; what is undelivered is the last of them. */
  Outcome send(LineBatch batch, int from, int to, Patience patience) {
    byte[] body = bodies.of(batch, from, to);
    String key = keys.keyOf(body);
    awaitWhatWasAsked(patience);
    for (int retries = 0; ; retries++) {
      Answer answer = null;
      IOException failure;
      try {
        answer = connection().post(body, key, patience);
        failure = new IOException(answer.told());
      } catch (IOException e) {
        failure = e;
      }
      switch (answer == null ? Answer.Verdict.LATER : answer.verdict()) {
        case TAKEN -> {
          return taken(to - from);
        }
        case NEVER -> {
          return refused(to - from, failure);
        }
        case LESS -> {
          return to - from == 1 ? refused(1, failure) : halves(batch, from, to, failure, patience);
        }
        case SET_UP -> {
          tellSetUp(failure);
          counts = counts.plusUndelivered(to - from);
          return Outcome.undelivered(to - from, failure);
        }
        case LATER -> {
          failing("does not take events now: " + told(failure), Level.WARN);
          Duration asked = answer == null ? null : answer.retryAfter();
          if (retries == config.maxRetries() || !patience.pause(pause(retries, asked))) {
            notBeforeNanos = asked == null ? null : System.nanoTime() + asked.toNanos();
            counts = counts.plusUndelivered(to - from);
            return Outcome.undelivered(to - from, failure);
          }
          counts = counts.plusRetry();
        }
      }
    }
  }

  /** Lets go of the connection; the next batch makes a new one. */
  void disconnect() {
    connection = null;
  }

  /** Counts events that are given up without being sent, since those before them failed. */
  void giveUp(int events) {
    counts = counts.plusUndelivered(events);
  }

  /** Counts an event that is longer than any request may be. */
  void refuse() {
    counts = counts.plusRefused(1);
  }

  static String told(IOException failure) {
    String message = failure.getMessage();
    return failure.getClass() == IOException.class && message != null
        ? message
        : AnswerText.cleaned(failure.toString());
  }

  private Outcome taken(int events) {
    keys.settled();
    counts = counts.plusTaken(events);
    setUpTold = false;
    if (failing) {
      failing = false;
      config.status().report(Level.INFO, what() + " takes events again", null);
    }
    return Outcome.delivered(events);
  }

  private Outcome refused(int events, IOException failure) {
    keys.settled();
    counts = counts.plusRefused(events);
    failing("refused " + events + " events: " + told(failure), Level.ERROR);
    return Outcome.refused(events, failure);
  }

  private Outcome halves(
      LineBatch batch, int from, int to, IOException failure, Patience patience) {
    keys.settled();
    counts = counts.plusSplit();
    if (!split) {
      split = true;
      config
          .status()
          .warn(
              what()
                  + " takes no batch of "
                  + (batch.endOf(to) - batch.endOf(from))
                  + " bytes, sending halves; lower maxBatchSize: "
                  + told(failure));
    }
    int middle = from + (to - from) / 2;
    Outcome first = send(batch, from, middle, patience);
    if (first.undelivered() > 0) {
      counts = counts.plusUndelivered(to - middle);
      return first.plus(Outcome.undelivered(to - middle, failure));
    }
    return first.plus(send(batch, middle, to, patience));
  }

  private void failing(String trouble, Level level) {
    if (!failing) {
      failing = true;
      config.status().report(level, what() + " " + trouble, null);
    }
  }

  /** Also if the server was away before: this does not pass by itself. */
  private void tellSetUp(IOException failure) {
    if (!setUpTold) {
      setUpTold = true;
      failing = true;
      config
          .status()
          .error(what() + " takes no events until the set-up is right: " + told(failure), null);
    }
  }

  private String what() {
    return "http [" + config.server() + "]";
  }

  private Connection connection() {
    Connection current = connection;
    if (current == null) {
      current = new Connection(config);
      connection = current;
    }
    return current;
  }

  /** The next batch, too, is held back for as long as the server wants, and this one may be. */
  private void awaitWhatWasAsked(Patience patience) {
    Long until = notBeforeNanos;
    notBeforeNanos = null;
    if (until != null && until - System.nanoTime() > 0) {
      patience.pause(Duration.ofNanos(until - System.nanoTime()));
    }
  }

  /** Full jitter [1], but no shorter than the server asks for. [1] M. Brooker, AWS blog, 2015. */
  private Duration pause(int retries, @Nullable Duration asked) {
    long longest = config.maxRetryDelay().toNanos();
    long first = Math.min(config.retryDelay().toNanos(), longest);
    int doublings = Math.min(retries, MAX_DOUBLINGS);
    long bound = first > longest >> doublings ? longest : first << doublings;
    Duration random = Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound + 1));
    return asked == null || asked.compareTo(random) < 0 ? random : asked;
  }
}
