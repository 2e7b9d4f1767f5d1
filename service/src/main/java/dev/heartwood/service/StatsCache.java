package dev.heartwood.service;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.Stats;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts that were asked for lately. An answer is given again for four seconds; for longer if its
 * range is closed, that is in the past, until something of that range changes. Who asks what is
 * just being counted waits for that answer.
 *
 * <p><b>Threads:</b> any; the monitor guards all and is not held while counting. Changes are told
 * after they are found: an answer that was begun before and ended after a change is not kept beyond
 * four seconds.
 */
final class StatsCache {
  private static final Duration FRESH = Duration.ofSeconds(4);
  private static final int MAX_ANSWERS = 256;

  private final Clock clock;
  private final LongAdder asked = new LongAdder();
  private final LongAdder cached = new LongAdder();
  private final Map<StatsQuery, Answer> answers =
      new LinkedHashMap<>(16, 0.75f, true); // the one asked for longest ago goes first
  private final Map<StatsQuery, CompletableFuture<TimedStats>> counting = new LinkedHashMap<>();
  private long changes;

  StatsCache(Clock clock) {
    this.clock = clock;
  }

  /** Counts. */
  @FunctionalInterface
  interface Counting {
    Stats of(StatsQuery query) throws IOException;
  }

  private record Answer(TimedStats stats, @Nullable Range range) {}

  /** Of timestamps, from, with it, until, without it. */
  private record Range(Instant from, Instant until) {
    /** What the outermost conditions say; null if that has no end in the past. */
    static @Nullable Range closed(Condition where, Instant now) {
      Instant from = Instant.MIN;
      Instant until = Instant.MAX;
      Iterable<Condition> parts = where instanceof Condition.And and ? and.parts() : List.of(where);
      for (Condition part : parts) {
        if (part instanceof Condition.During during) {
          from = during.from() != null && during.from().isAfter(from) ? during.from() : from;
          until = during.until() != null && during.until().isBefore(until) ? during.until() : until;
        }
      }
      return until.isAfter(now) ? null : new Range(from, until);
    }

    boolean touches(Instant oldest, Instant newest) {
      return !newest.isBefore(from) && oldest.isBefore(until);
    }
  }

  /**
   * @param asOf the moment for which a count that begins now is right
   */
  TimedStats get(StatsQuery query, Counting storage, Supplier<Instant> asOf) throws IOException {
    asked.increment();
    CompletableFuture<TimedStats> mine = new CompletableFuture<>();
    CompletableFuture<TimedStats> others;
    long changesBefore;
    synchronized (this) {
      Answer answer = answers.get(query);
      if (answer != null && isGood(answer)) {
        cached.increment();
        TimedStats stats = answer.stats();
        return new TimedStats(stats.stats(), stats.asOf(), true);
      }
      others = counting.putIfAbsent(query, mine);
      changesBefore = changes;
    }
    if (others != null) {
      return join(others);
    }
    try {
      Instant moment = asOf.get();
      TimedStats stats = new TimedStats(storage.of(query), moment, false);
      keep(query, stats, changesBefore);
      mine.complete(stats);
      return stats;
    } catch (IOException | RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      synchronized (this) {
        counting.remove(query);
      }
    }
  }

  private boolean isGood(Answer answer) {
    return answer.range() != null
        || Duration.between(answer.stats().asOf(), clock.instant()).compareTo(FRESH) <= 0;
  }

  private TimedStats join(CompletableFuture<TimedStats> others) throws IOException {
    try {
      TimedStats stats = others.get();
      cached.increment();
      return new TimedStats(stats.stats(), stats.asOf(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while counting", e);
    } catch (ExecutionException e) {
      throw new IOException("counting failed: " + e.getMessage(), e);
    }
  }

  private synchronized void keep(StatsQuery query, TimedStats stats, long changesBefore) {
    Range range = changesBefore == changes ? Range.closed(query.where(), stats.asOf()) : null;
    answers.put(query, new Answer(stats, range));
    if (answers.size() > MAX_ANSWERS) {
      Iterator<StatsQuery> oldest = answers.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Entries of these timestamps are found that were not before; nothing if there are none. */
  synchronized void changed(Instant oldest, Instant newest) {
    if (oldest.isAfter(newest)) {
      return;
    }
    changes++;
    answers
        .values()
        .removeIf(answer -> answer.range() != null && answer.range().touches(oldest, newest));
  }

  /** Entries are gone. */
  synchronized void clear() {
    changes++;
    answers.clear();
  }

  long asked() {
    return asked.sum();
  }

  long cached() {
    return cached.sum();
  }
}
