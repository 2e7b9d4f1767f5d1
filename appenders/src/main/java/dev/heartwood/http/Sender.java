package dev.heartwood.http;

import dev.heartwood.appenders.LineBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
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
  private static final int[] NO_EVENTS = {};

  private final HttpConfig config;
  private final Bodies bodies;
  private final Protocol protocol;
  private final BatchKeys keys = new BatchKeys();
  private volatile HttpCounts counts = HttpCounts.NONE;
  private @Nullable Connection connection;
  private @Nullable Long notBeforeNanos; // as a server asked that was then given up
  private boolean failing;
  private boolean setUpTold;
  private boolean split;

  Sender(HttpConfig config, Bodies bodies, Protocol protocol) {
    this.config = config;
    this.bodies = bodies;
    this.protocol = protocol;
  }

  HttpCounts counts() {
    return counts;
  }

  /** Sends the events from one place on up to another; what is undelivered is the last of them. */
  Outcome send(LineBatch batch, int from, int to, Patience patience) {
    return new Parcel(batch, IntStream.range(from, to).toArray(), patience).send();
  }

  /** From now on events come from a spool. */
  void deliverFrom(long spool) {
    keys.deliverFrom(spool);
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

  /**
   * Events that are sent together, until the server has settled each of them; those that it wants
   * later go again, and without the others.
   */
  private final class Parcel {
    private final LineBatch batch;
    private final int[] all;
    private final Patience patience;
    private int[] open; // not settled yet
    private int refused;
    private @Nullable IOException refusal;

    Parcel(LineBatch batch, int[] all, Patience patience) {
      this.batch = batch;
      this.all = all;
      this.patience = patience;
      open = all;
    }

    Outcome send() {
      byte[] body = bodies.of(batch, open);
      byte[] packed = bodies.packed(body);
      awaitWhatWasAsked(patience);
      for (int retries = 0; ; retries++) {
        Answer answer = null;
        Reading reading = Reading.of(Answer.Verdict.LATER);
        IOException failure;
        try {
          String key = keys.keyOf(body, batch.numberOf(open[0]));
          answer = connection().post(packed, key, patience);
          reading = protocol.read(answer, open.length);
          failure = new IOException(reading.told() == null ? answer.told() : reading.told());
        } catch (IOException e) {
          failure = e;
        }
        switch (reading.verdict()) {
          case TAKEN -> {
            settle(reading, failure);
            if (open.length == 0) {
              return settled();
            }
            body = bodies.of(batch, open);
            packed = bodies.packed(body);
            failing("does not take " + open.length + " events now: " + told(failure), Level.WARN);
          }
          case NEVER -> {
            return refuseOpen(failure);
          }
          case LESS -> {
            if (open.length == 1) {
              return refuseOpen(failure);
            }
            return open == all ? halves(failure) : givenUp(failure);
          }
          case SET_UP -> {
            if (reading.sameKeyIsVain()) {
              keys.renew();
            }
            tellSetUp(failure);
            return givenUp(failure);
          }
          case LATER -> failing("does not take events now: " + told(failure), Level.WARN);
        }
        Duration asked = answer == null ? null : answer.retryAfter();
        if (retries == config.maxRetries() || !patience.pause(pause(retries, asked))) {
          notBeforeNanos = asked == null ? null : System.nanoTime() + asked.toNanos();
          return givenUp(failure);
        }
        counts = counts.plusRetry();
      }
    }

    private void settle(Reading reading, IOException failure) {
      keys.settled();
      setUpTold = false;
      refused += reading.refused();
      if (reading.refused() > 0) {
        refusal = failure;
        tellRefused(reading.refused(), failure);
      }
      int[] again = new int[reading.again().length];
      for (int i = 0; i < again.length; i++) {
        again[i] = open[reading.again()[i]];
      }
      open = again;
    }

    private Outcome settled() {
      counts = counts.plusTaken(all.length - refused).plusRefused(refused);
      if (refused == 0) {
        takesAgain();
      }
      return new Outcome(all.length - refused, refused, 0, refusal);
    }

    private Outcome refuseOpen(IOException failure) {
      keys.settled();
      refused += open.length;
      refusal = failure;
      tellRefused(open.length, failure);
      open = NO_EVENTS;
      return settled();
    }

    /**
     * If the same keys come again then all of it is given up, since a server that is asked the same
     * again says what it settled. Else what was settled stays so; what is still open lies anywhere
     * among it, which only the refused may.
     */
    private Outcome givenUp(IOException failure) {
      if (open == all || keys.areStable()) {
        counts = counts.plusUndelivered(all.length);
        return Outcome.undelivered(all.length, failure);
      }
      int taken = all.length - refused - open.length;
      counts = counts.plusTaken(taken).plusRefused(refused).plusUndelivered(open.length);
      return new Outcome(taken, refused + open.length, 0, failure);
    }

    private Outcome halves(IOException failure) {
      keys.settled();
      counts = counts.plusSplit();
      if (!split) {
        split = true;
        config
            .status()
            .warn(
                what()
                    + " takes no batch of "
                    + bodies.of(batch, all).length
                    + " bytes, sending halves; lower maxBatchSize: "
                    + told(failure));
      }
      int middle = all.length / 2;
      Outcome first = new Parcel(batch, Arrays.copyOf(all, middle), patience).send();
      int rest = all.length - middle;
      if (first.undelivered() > 0) {
        counts = counts.plusUndelivered(rest);
        return first.plus(Outcome.undelivered(rest, failure));
      }
      int[] last = Arrays.copyOfRange(all, middle, all.length);
      return first.plus(new Parcel(batch, last, patience).send());
    }
  }

  private void takesAgain() {
    if (failing) {
      failing = false;
      config.status().report(Level.INFO, what() + " takes events again", null);
    }
  }

  private void tellRefused(int events, IOException failure) {
    failing("refused " + events + " events: " + told(failure), Level.ERROR);
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
      current = new Connection(config, protocol.readsBody());
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
