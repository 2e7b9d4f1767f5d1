package dev.heartwood.async;

import dev.heartwood.CallHandler;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import dev.heartwood.disk.Disk;
import dev.heartwood.ring.HandOff;
import dev.heartwood.ring.HeapRing;
import dev.heartwood.ring.WorkerThread;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Takes events off their caller's hands: one ring, one worker, one handler behind it.
 *
 * <p><b>Threads:</b> any number of threads log, virtual ones included; they take no lock, and wait
 * only where {@link OnFull} says so. One worker, started here, calls the handler. Threads that
 * Heartwood owns never wait. <b>Order:</b> events of one thread arrive as logged. <b>Ownership:</b>
 * the handler is closed by {@link #close}, on the worker. <b>Errors:</b> {@code handle} throws
 * nothing; every event is in exactly one count of {@link #delivery()}, and losses are told in the
 * stream by a record of the worker's, at most one a second and one at the end.
 *
 * <p>What is logged while an event is being handled is taken once more but not from within that, so
 * that a handler which logs cannot feed itself for ever.
 */
public final class AsyncHandler implements CallHandler {
  /** How long an interrupted worker gets to end by itself after the time to close was over. */
  private static final long LAST_CHANCE_NANOS = 100_000_000;

  private final AsyncConfig config;
  private final LogHandler downstream;
  private final boolean filtering;
  private final boolean freezing;
  private final boolean takesCalls;
  private final long appendTimeoutNanos;
  private final LongAdder filtered = new LongAdder();
  private final Drops drops = new Drops();
  private final Complaints complaints;
  private final Delivering delivering;
  private final @Nullable HandOff<Slot> slots;
  private final @Nullable KeptRing durable;
  private final HandOff<?> handOff;
  private final Freezing.Target target = this::place;
  private final AtomicReference<@Nullable Long> closeDeadline = new AtomicReference<>();
  private final @Nullable ShutdownHook hook;

  /**
   * Starts the worker; {@link #close} ends it.
   *
   * @throws java.io.UncheckedIOException if the ring is to lie in a file that cannot be had
   * @throws IllegalArgumentException if a ring in a file has a redactor behind it
   */
  public AsyncHandler(AsyncConfig config, LogHandler downstream) {
    this(config, downstream, Disk.local());
  }

  /** The same with another disk for durability DISK. */
  public AsyncHandler(AsyncConfig config, LogHandler downstream, Disk disk) {
    this.config = Objects.requireNonNull(config, "config");
    this.downstream = Objects.requireNonNull(downstream, "downstream");
    filtering = config.filter() != AsyncConfig.NO_FILTER;
    freezing = config.capture() == Capture.FREEZE;
    takesCalls = freezing && !filtering && !downstream.needsCaller();
    appendTimeoutNanos = Nanos.of(config.appendTimeout());
    complaints = new Complaints(config.status());
    delivering = new Delivering(config, downstream, drops, complaints);
    if (config.durability() == Durability.MEMORY) {
      durable = null;
      slots =
          new HandOff<>(
              new HeapRing<>(config.capacity(), new Slots(config.capacity())),
              config.waitStrategy(),
              "heartwood-" + config.name(),
              config.daemon(),
              delivering);
      handOff = slots;
    } else {
      slots = null;
      durable =
          config.durability() == Durability.PROCESS
              ? FrameRing.open(config, downstream, delivering, complaints)
              : DiskRing.open(disk, config, downstream, delivering, drops, complaints);
      handOff = durable.handOff();
    }
    hook = config.shutdownHook() ? ShutdownHook.register(config.name(), this::close) : null;
    if (durable == null) {
      handOff.start();
    } else {
      durable.start();
    }
  }

  @Override
  public void handle(LogEvent event) {
    try {
      int depth = depth();
      if (!admits(event, depth)) {
        return;
      }
      if (!freezing) {
        refuseIfNegative(refer(event, depth, timeoutNanos(event.level())), event.level());
      } else if (!Freezing.freeze(event, 1, depth, downstream.needsCaller(), target)) {
        refuse(DropReason.RECURSION, event.level());
      }
    } catch (Throwable e) {
      unreadable(event, e);
    }
  }

  /** {@inheritDoc} True unless a filter or whoever prints the place of the call needs an event. */
  @Override
  public boolean takesCalls() {
    return takesCalls;
  }

  @Override
  public void handleCall(
      long epochNanos,
      Level level,
      String loggerName,
      String threadName,
      String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> mdc) {
    try {
      int depth = depth();
      if (!admits(level, depth)) {
        return;
      }
      refuseIfNegative(
          fill(
              timeoutNanos(level),
              depth,
              epochNanos,
              level,
              loggerName,
              threadName,
              template,
              first,
              second,
              kept(array, argumentCount),
              argumentCount,
              mdc),
          level);
    } catch (Throwable e) {
      unreadable(level, e);
    }
  }

  /** The arguments as a ring may keep them: an array of the caller's only if they are few. */
  static @Nullable Object @Nullable [] kept(
      @Nullable Object @Nullable [] array, int argumentCount) {
    return array == null || argumentCount <= Slot.INLINE
        ? array
        : Arrays.copyOf(array, argumentCount);
  }

  private void place(
      LogEvent event,
      long views,
      int depth,
      List<? extends @Nullable Object> arguments,
      @Nullable Object @Nullable [] kept,
      @Nullable String message,
      List<KeyValue> keyValues,
      List<LogMarker> markers,
      Map<String, String> mdc,
      @Nullable ThrownData thrown,
      @Nullable StackTraceElement caller) {
    refuseIfNegative(
        fill(
            timeoutNanos(event.level()),
            event,
            depth,
            arguments,
            kept,
            message,
            keyValues,
            markers,
            mdc,
            thrown,
            caller),
        event.level());
  }

  private long timeoutNanos(Level level) {
    return mayWait(level) ? appendTimeoutNanos : 0;
  }

  void refuseIfNegative(long outcome, Level level) {
    if (outcome < 0) {
      refuse(outcome, level);
    }
  }

  /**
   * How far the event is from one that the application logged; see {@link WorkerThread#depth()}.
   */
  static int depth() {
    return Thread.currentThread() instanceof WorkerThread worker ? worker.depth() + 1 : 0;
  }

  /** Whether the event is to be captured at all; what is refused here is counted here. */
  boolean admits(LogEvent event, int depth) {
    if (filtering && !passesFilter(event)) {
      filtered.increment();
      return false;
    }
    return admits(event.level(), depth);
  }

  /** Whether an event of this level is to be captured at all; what is refused is counted. */
  boolean admits(Level level, int depth) {
    if (depth > Delivering.MAX_DEPTH) {
      refuse(DropReason.RECURSION, level);
      return false;
    }
    if (isClosed()) {
      refuse(DropReason.CLOSED, level);
      return false;
    }
    if (!mayWait(level) && handOff.room() == 0) {
      refuse(DropReason.FULL, level); // before anything is rendered for nothing
      return false;
    }
    return true;
  }

  private boolean passesFilter(LogEvent event) {
    try {
      return config.filter().accepts(event);
    } catch (Throwable e) {
      complaints.repeat(config.name() + ": the filter failed, and lets pass: " + e, e);
      return true;
    }
  }

  /** Whether an event of this level waits for room. */
  boolean mayWait(Level level) {
    return switch (config.onFull()) {
          case BLOCK -> true;
          case DROP_NEWEST -> false;
          case DROP_BELOW -> level.toInt() >= config.dropBelow().toInt();
        }
        && appendTimeoutNanos != 0
        && !WorkerThread.isCurrent();
  }

  boolean isFreezing() {
    return freezing;
  }

  /**
   * What a caller that has waited elsewhere since then may still wait here: at least a tenth of the
   * append timeout, in which a worker that is not stuck frees room, and a nanosecond, so that this
   * ring, too, holds nobody up again until its worker has freed a slot.
   */
  long timeLeft(long sinceNanos) {
    return appendTimeoutNanos < 0
        ? appendTimeoutNanos
        : Math.max(
            Math.max(1, appendTimeoutNanos / 10),
            appendTimeoutNanos - (System.nanoTime() - sinceNanos));
  }

  /**
   * Puts an event itself into the ring.
   *
   * @return negative, as {@link HandOff#claim} says, if it is not there
   */
  long refer(LogEvent event, int depth, long timeoutNanos) {
    HandOff<Slot> target = Objects.requireNonNull(slots, "checked by AsyncConfig");
    long position = target.claim(timeoutNanos);
    if (position >= 0) {
      target.entry(position).refer(event, depth);
      target.publish(position);
    }
    return position;
  }

  /**
   * Puts what was frozen of an event into the ring.
   *
   * @return negative, as {@link HandOff#claim} says, if it is not there
   */
  long fill(
      long timeoutNanos,
      LogEvent event,
      int depth,
      List<? extends @Nullable Object> arguments,
      @Nullable Object @Nullable [] kept,
      @Nullable String message,
      List<KeyValue> keyValues,
      List<LogMarker> markers,
      Map<String, String> mdc,
      @Nullable ThrownData thrown,
      @Nullable StackTraceElement caller) {
    if (durable != null) {
      return durable.fill(
          timeoutNanos,
          event,
          depth,
          kept == null ? arguments : Arrays.asList(kept),
          message,
          keyValues,
          markers,
          mdc,
          thrown,
          caller);
    }
    HandOff<Slot> target = Objects.requireNonNull(slots);
    long position = target.claim(timeoutNanos);
    if (position < 0) {
      return position;
    }
    try {
      target
          .entry(position)
          .fill(event, depth, arguments, kept, message, keyValues, markers, mdc, thrown, caller);
    } catch (Throwable e) {
      // published as it is, not full: the worker counts it
    } finally {
      target.publish(position);
    }
    return position;
  }

  /**
   * Puts a plain call into the ring.
   *
   * @param array as {@link #kept} gave it
   * @return negative, as {@link HandOff#claim} says, if it is not there
   */
  long fill(
      long timeoutNanos,
      int depth,
      long epochNanos,
      Level level,
      String loggerName,
      String threadName,
      String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> mdc) {
    if (durable != null) {
      return durable.call(
          timeoutNanos,
          depth,
          epochNanos,
          level,
          loggerName,
          threadName,
          template,
          first,
          second,
          array,
          argumentCount,
          mdc);
    }
    HandOff<Slot> target = Objects.requireNonNull(slots);
    long position = target.claim(timeoutNanos);
    if (position < 0) {
      return position;
    }
    try {
      target
          .entry(position)
          .fill(
              depth,
              epochNanos,
              level,
              loggerName,
              threadName,
              template,
              first,
              second,
              array,
              argumentCount,
              mdc);
    } catch (Throwable e) {
      // published as it is, not full: the worker counts it
    } finally {
      target.publish(position);
    }
    return position;
  }

  /** Counts an event that the ring did not take. */
  void refuse(long outcome, Level level) {
    if (outcome == HandOff.CLOSED) {
      refuse(DropReason.CLOSED, level);
    } else if (outcome == HandOff.TIMED_OUT) {
      refuse(DropReason.TIMEOUT, level);
      complaints.repeat(
          config.name()
              + (config.durability() == Durability.DISK
                  ? ": the ring was full, or its disk did not answer, for "
                  : ": the ring was full for ")
              + config.appendTimeout()
              + ", is the handler stuck? Dropped so far: "
              + drops.total(),
          null);
    } else {
      refuse(outcome == KeptRing.REFUSED ? DropReason.DISK : DropReason.FULL, level);
    }
  }

  /**
   * Counts an event that was decided elsewhere not to be handed over, as if it had been refused
   * here; it is told with the other losses.
   */
  public void drop(DropReason reason, Level level) {
    refuse(reason, level);
  }

  void refuse(DropReason reason, Level level) {
    drops.count(reason, level);
  }

  void unreadable(LogEvent event, Throwable cause) {
    Level level;
    try {
      level = event.level();
    } catch (Throwable e) {
      level = Level.ERROR;
    }
    unreadable(level, cause);
  }

  void unreadable(Level level, Throwable cause) {
    refuse(DropReason.UNREADABLE, level);
    complaints.repeat(config.name() + ": an event could not be read: " + cause, cause);
  }

  /** What became of the events so far. Any thread; takes no lock. */
  public Delivery delivery() {
    Settled settled = delivering.settled(); // first: accepted only grows
    long accepted = accepted(settled);
    Map<FailReason, Long> failures = new EnumMap<>(FailReason.class);
    putIfAny(failures, FailReason.CAPTURE, settled.failedCapture());
    putIfAny(failures, FailReason.HANDLER, settled.failedHandler());
    putIfAny(failures, FailReason.ABANDONED, settled.abandoned());
    return new Delivery(
        accepted,
        settled.delivered(),
        failures,
        accepted - settled.total(),
        drops.toMap(),
        filtered.sum(),
        delivering.notices(),
        durable == null ? 0 : durable.redelivered(),
        durable == null ? 0 : durable.possiblyDuplicated(),
        durable == null ? 0 : durable.cut(),
        durable == null ? 0 : durable.unconfirmed());
  }

  /** Of a ring in a file the worker may settle an event just before its caller has counted it. */
  private long accepted(Settled settled) {
    return durable == null ? handOff.accepted() : Math.max(durable.accepted(), settled.total());
  }

  private static void putIfAny(Map<FailReason, Long> failures, FailReason reason, long count) {
    if (count > 0) {
      failures.put(reason, count);
    }
  }

  /** The name that notices and the worker thread bear. */
  public String name() {
    return config.name();
  }

  /**
   * How many events the ring holds: the configured capacity, rounded up to a power of two. In a
   * file places are bytes.
   */
  public int capacity() {
    return (int) handOff.capacity();
  }

  /**
   * How many places of the ring are taken; a place comes free some time after its event is done.
   */
  public int queued() {
    return capacity() - remainingCapacity();
  }

  /** How many events would find a place right now; 0 once closed. */
  public int remainingCapacity() {
    return isClosed() ? 0 : (int) handOff.room();
  }

  /** Whether {@link #close} was called: nothing more is accepted. */
  public boolean isClosed() {
    return durable == null ? handOff.isSealed() : durable.isClosed();
  }

  /** Does nothing: the batch that a caller knows of ends on the worker. */
  @Override
  public void flush() {}

  /**
   * {@inheritDoc}
   *
   * <p>An interrupt ends the wait with false and is durable.
   */
  @Override
  public boolean awaitDelivered(Duration timeout) {
    if (WorkerThread.isCurrent()) {
      return false;
    }
    long deadline = System.nanoTime() + Nanos.of(timeout);
    if (durable != null && !durable.awaitStored(deadline)) {
      return false;
    }
    long position = handOff.accepted();
    if (delivering.settled().end() < position) {
      handOff.request(position);
      if (!delivering.awaitSettled(position, deadline)) {
        return false;
      }
    }
    return downstream.awaitDelivered(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }

  @Override
  public boolean needsCaller() {
    return downstream.needsCaller();
  }

  @Override
  public boolean redacts() {
    return downstream.redacts();
  }

  /**
   * Refuses further events, delivers those accepted, then closes the handler; at most for {@code
   * maxFlushTime}. What could not be delivered by then is counted as abandoned and reported, and
   * the worker, stuck in its handler, is interrupted and left behind. Called from within the
   * handler it does not wait. Idempotent; an interrupt does not shorten it and is durable.
   */
  @Override
  public void close() {
    beginClose();
    finishClose();
  }

  /** Refuses further events; the worker goes on to the end by itself. */
  void beginClose() {
    if (closeDeadline.get() == null
        && closeDeadline.compareAndSet(null, System.nanoTime() + Nanos.of(config.maxFlushTime()))) {
      if (durable == null) {
        handOff.seal();
      } else {
        durable.close();
      }
      if (hook != null) {
        hook.unregister();
      }
    }
  }

  /** Waits for the worker to end until the time that {@link #beginClose} set. */
  void finishClose() {
    if (handOff.isWorker()) {
      return;
    }
    Long deadline = closeDeadline.get();
    if (deadline != null && !handOff.awaitEnd(deadline - System.nanoTime())) {
      giveUp();
    }
  }

  private void giveUp() {
    if (durable != null) {
      delivering.leave(); // first: what the interrupt does to the event in hand is not to count
    }
    if (!(durable == null ? handOff.abandon() : durable.abandon())) {
      return;
    }
    long left =
        durable == null
            ? delivering.abandon(handOff.accepted())
            : durable.accepted() - delivering.settled().total();
    complaints.once(
        Level.ERROR,
        config.name()
            + ": closed after "
            + config.maxFlushTime()
            + " with "
            + left
            + " events not delivered"
            + (durable == null ? "" : ", which the next start delivers,")
            + " and "
            + drops.total()
            + " dropped; the worker is at "
            + handOff.whereabouts(),
        null);
    handOff.awaitEnd(LAST_CHANCE_NANOS);
  }
}
