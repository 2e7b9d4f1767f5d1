package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Holds back events that say again what was said within a window, and tells afterwards how often.
 *
 * <p>Unlike Logback's {@code DuplicateMessageFilter} it forgets: after the window an event passes
 * again, so that a fault that stays is seen to stay. A key that must make place for another is
 * forgotten too; what was held back of it is told under "several keys".
 *
 * <p><b>Threads:</b> any, without waiting.
 *
 * <pre>
 * field   written by                     read by   ordering
 * window  the caller that finds it over  callers   compare and set
 * seen    callers                        callers   atomic
 * </pre>
 */
public final class DuplicateFilter implements LogFilter {
  private final DuplicateConfig config;
  private final LongSupplier nanoTime;
  private final long windowNanos;
  private final KeyTable<Repeated> keys;
  private final Summaries summaries;

  public DuplicateFilter(DuplicateConfig config) {
    this(config, System::nanoTime, InstantSource.system());
  }

  /**
   * @param nanoTime a clock that never goes back, in nanoseconds
   * @param clock for the timestamps of summaries
   */
  public DuplicateFilter(DuplicateConfig config, LongSupplier nanoTime, InstantSource clock) {
    this.config = Objects.requireNonNull(config, "config");
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    this.windowNanos = config.window().toNanos();
    this.keys =
        new KeyTable<>(
            config.cacheSize(),
            (key, hash, first, now) -> new Repeated(key, hash, first.loggerName(), now));
    this.summaries = new Summaries("duplicate", Repeated::words, config.window(), nanoTime, clock);
  }

  @Override
  public boolean accepts(LogEvent event) {
    long now = nanoTime.getAsLong();
    Repeated repeated = keys.find(config.key().of(event), event, now);
    if (repeated == null) {
      return true; // lost a race for the place: as if forgotten at once
    }
    if (repeated.count(now, windowNanos) <= 1L + config.allowedRepetitions()) {
      return true;
    }
    keys.holdBack(repeated, event, now);
    summaries.noteHeldBack(now);
    return false;
  }

  @Override
  public void summarize(boolean all, Consumer<? super LogEvent> out) {
    summaries.tell(all, keys, out);
  }

  private static final class Repeated extends KeyTable.Cell {
    private final AtomicReference<Window> window;

    Repeated(Object key, int hash, String loggerName, long nowNanos) {
      super(key, hash, loggerName);
      this.window = new AtomicReference<>(new Window(nowNanos));
    }

    /** How often the key was seen in the window that is open now, this time included. */
    long count(long nowNanos, long windowNanos) {
      Window open = open();
      if (nowNanos - open.startNanos >= windowNanos) {
        window.compareAndSet(open, new Window(nowNanos));
        open = open();
      }
      return open.count();
    }

    private Window open() {
      return Objects.requireNonNull(window.get());
    }

    @Override
    long standing(long nowNanos) {
      return open().startNanos - nowNanos; // the oldest goes first
    }

    static String words(HeldBack.Taken taken, String subject) {
      return "repeated "
          + taken.total()
          + (taken.total() == 1 ? " time (" : " times (")
          + taken.byLevel()
          + ") in "
          + taken.millis()
          + " ms: "
          + subject;
    }
  }

  private static final class Window {
    private final long startNanos;
    private final AtomicInteger seen = new AtomicInteger();

    Window(long startNanos) {
      this.startNanos = startNanos;
    }

    /** Stops at the highest number, where it would otherwise begin anew. */
    int count() {
      return seen.get() == Integer.MAX_VALUE
          ? Integer.MAX_VALUE
          : seen.updateAndGet(n -> n == Integer.MAX_VALUE ? n : n + 1);
    }
  }
}
