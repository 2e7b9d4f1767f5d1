package dev.heartwood.service.api;

import dev.heartwood.service.EntryFeed;
import dev.heartwood.service.entry.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Writes what a feed brings to a client, as fast as that reads, or as it happened. */
final class FeedJob implements Streams.Job {
  private static final int BATCH_BYTES = 32 << 10;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final EntryFeed feed;
  private final Form form;
  private final Filters filters;
  private final EntryWriter writer;
  private final double speed;
  private final Duration pingInterval;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BATCH_BYTES);
  private long count;
  private @Nullable Instant before;

  /**
   * @param filters that the feed was opened with
   * @param speed how much faster than they happened; 0 for no pauses at all
   */
  FeedJob(
      EntryFeed feed,
      Form form,
      Filters filters,
      EntryWriter writer,
      double speed,
      Duration pingInterval) {
    this.feed = feed;
    this.form = form;
    this.filters = filters;
    this.writer = writer;
    this.speed = speed;
    this.pingInterval = pingInterval;
  }

  @Override
  public void run(Outlet out) throws InterruptedException {
    form.start(buffer, last());
    form.plain(buffer, filters);
    if (!flush(out)) {
      return;
    }
    try {
      while (step(out)) {
        // until there is no more, or nobody who reads it
      }
    } catch (IOException | IllegalStateException e) {
      // The status line is sent: all that is left is to say that this is not all.
      Problem why = Problem.of(ProblemCode.UNAVAILABLE, "reading failed: " + e.getMessage());
      form.summary(buffer, count, last(), why);
      flush(out);
    }
  }

  private boolean step(Outlet out) throws IOException, InterruptedException {
    EntryFeed.Item item = feed.next(buffer.size() == 0 ? pingInterval : Duration.ZERO);
    if (item instanceof EntryFeed.Entry entry) {
      return entry(out, entry.entry());
    }
    if (item instanceof EntryFeed.Gap gap) {
      form.gap(buffer, gap);
      return form != Form.MESSAGES || flush(out);
    }
    if (item instanceof EntryFeed.End) {
      if (flush(out)) {
        form.summary(buffer, count, last(), null);
        flush(out);
      }
      return false;
    }
    if (buffer.size() == 0) {
      form.ping(buffer, last());
    }
    return flush(out);
  }

  private boolean entry(Outlet out, LogEntry entry) throws InterruptedException {
    if (!pause(out, entry.timestamp())) {
      return false;
    }
    form.entry(buffer, writer, entry);
    count++;
    return (form != Form.MESSAGES && buffer.size() < BATCH_BYTES) || flush(out);
  }

  /** Waits as long as passed between two entries, divided by the speed. */
  private boolean pause(Outlet out, Instant now) throws InterruptedException {
    Instant last = before;
    before = now;
    if (speed == 0 || last == null || !now.isAfter(last)) {
      return true;
    }
    double seconds = Duration.between(last, now).toMillis() / 1e3 / speed;
    long nanos = (long) (Math.min(seconds, LONGEST_PAUSE.toSeconds()) * 1e9);
    long end = System.nanoTime() + nanos;
    while (nanos > 0) {
      if (!flush(out) || isGone(out, Math.min(nanos, pingInterval.toNanos()))) {
        return false;
      }
      nanos = end - System.nanoTime();
      if (nanos > 0) {
        form.ping(buffer, last());
      }
    }
    return true;
  }

  private static boolean isGone(Outlet out, long nanos) throws InterruptedException {
    try {
      out.gone().get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  private String last() {
    return Long.toString(feed.nextSequence() - 1);
  }

  private boolean flush(Outlet out) throws InterruptedException {
    if (buffer.size() == 0) {
      return true;
    }
    byte[] bytes = buffer.toByteArray();
    buffer.reset();
    return out.send(bytes);
  }

  @Override
  public void close() {
    try {
      feed.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
