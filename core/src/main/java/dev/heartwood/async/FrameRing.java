package dev.heartwood.async;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogMarker;
import dev.heartwood.Resumable;
import dev.heartwood.ThrownData;
import dev.heartwood.ring.Frame;
import dev.heartwood.ring.HandOff;
import dev.heartwood.ring.MappedRing;
import dev.heartwood.ring.Recovered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The form of an {@link AsyncHandler}'s ring that lies in a file. Callers write an event to memory
 * of their own, claim as much room as it takes, and copy it there.
 *
 * <pre>
 * field  written by  read by  ordering
 * cut    callers     anybody  adder
 * </pre>
 *
 * What was accepted is counted by {@link Desks} after publishing, so it may be late by calls in
 * progress.
 */
final class FrameRing implements KeptRing {
  private final MappedRing ring;
  private final HandOff<Frame> handOff;
  private final Desks desks;
  private final Recovered recovered;
  private final boolean outcomeKnown;
  private final LongAdder cut = new LongAdder();

  private FrameRing(
      MappedRing ring, AsyncConfig config, Recovered recovered, boolean known, FrameDrain drain) {
    this.ring = ring;
    this.recovered = recovered;
    outcomeKnown = known;
    desks = new Desks(MappedRing.maxPayload(ring.capacity()), ring::numberOf);
    handOff =
        new HandOff<>(
            ring, config.waitStrategy(), "heartwood-" + config.name(), config.daemon(), drain);
    drain.begin(this::giveUp, this::accepted);
  }

  /** The worker's: nothing can be read out of the ring any more. */
  private void giveUp() {
    handOff.seal();
    handOff.abandon();
    Thread.interrupted(); // it is not stuck
  }

  /**
   * Opens the ring's file and settles what an earlier process has left, with the handler if it can;
   * the worker does not run yet.
   *
   * @throws UncheckedIOException if the file cannot be had
   */
  static FrameRing open(
      AsyncConfig config, LogHandler downstream, Delivering delivering, Complaints complaints) {
    refuseRedactor(downstream);
    Path file = Objects.requireNonNull(config.ringFile(), "ringFile");
    try {
      MappedRing ring =
          MappedRing.open(file, config.ringFileBytes(), config.ownRingFile(), config.status());
      boolean opened = false;
      try {
        FrameRing frames = recover(ring, config, downstream, delivering, complaints);
        opened = true;
        return frames;
      } finally {
        if (!opened) {
          ring.release();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  static void refuseRedactor(LogHandler downstream) {
    if (downstream.redacts()) {
      throw new IllegalArgumentException(
          "a redactor must stand in front of a ring in a file, was behind it: secrets would be on"
              + " the disk");
    }
  }

  private static FrameRing recover(
      MappedRing ring,
      AsyncConfig config,
      LogHandler downstream,
      Delivering delivering,
      Complaints complaints) {
    RingLedger ledger = new RingLedger(ring.checkpoint(), ring::note, false);
    Resumable.Outcome outcome = outcome(config, downstream, ledger, complaints);
    Recovered recovered = ring.recover(ledger.settled(outcome));
    ledger.begin(ring.freed(), ring.freed(), outcome);
    delivering.begin(ring.freed());
    if (recovered.events() > 0 || recovered.lostBytes() > 0) {
      complaints.once(
          recovered.lostBytes() > 0 ? Level.WARN : Level.INFO,
          config.name()
              + ": "
              + recovered.events()
              + " events that an earlier process left in ["
              + ring.file()
              + "] are delivered first"
              + (recovered.lostBytes() > 0
                  ? "; " + recovered.lostBytes() + " bytes could not be read"
                  : ""),
          null);
    }
    boolean known = outcome != Resumable.Outcome.UNKNOWN && recovered.sameBoot();
    RingGuard guard = new RingGuard(ring, config.name(), complaints);
    FrameDrain drain = new FrameDrain(ring, ledger, delivering, complaints, guard);
    return new FrameRing(ring, config, recovered, known, drain);
  }

  static Resumable.Outcome outcome(
      AsyncConfig config, LogHandler downstream, RingLedger ledger, Complaints complaints) {
    try {
      return Resumable.resume(downstream, ledger);
    } catch (IOException | RuntimeException e) {
      complaints.once(
          Level.WARN,
          config.name() + ": nobody can tell what was written last, it is written again: " + e,
          e);
      return Resumable.Outcome.UNKNOWN;
    }
  }

  @Override
  public HandOff<Frame> handOff() {
    return handOff;
  }

  @Override
  public void start() {
    handOff.start();
  }

  @Override
  public long call(
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
    Desks.Desk desk = desks.take();
    try {
      boolean wasCut =
          desk.writer.writeCall(
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
      return place(desk, timeoutNanos, depth, wasCut);
    } finally {
      desks.giveBack(desk);
    }
  }

  @Override
  public long fill(
      long timeoutNanos,
      LogEvent event,
      int depth,
      List<? extends @Nullable Object> arguments,
      @Nullable String message,
      List<KeyValue> keyValues,
      List<LogMarker> markers,
      Map<String, String> mdc,
      @Nullable ThrownData thrown,
      @Nullable StackTraceElement caller) {
    Desks.Desk desk = desks.take();
    try {
      boolean wasCut =
          desk.writer.write(
              event.epochNanos(),
              event.level(),
              event.loggerName(),
              event.threadName(),
              event.template(),
              arguments,
              message,
              keyValues,
              markers,
              mdc,
              thrown,
              caller);
      return place(desk, timeoutNanos, depth, wasCut);
    } finally {
      desks.giveBack(desk);
    }
  }

  private long place(Desks.Desk desk, long timeoutNanos, int depth, boolean wasCut) {
    int end = desk.writer.length();
    byte[] bytes = desk.writer.reserve(Frame.TRAILER);
    int size = MappedRing.frameSize(end - Frame.GAP);
    for (; ; ) {
      long position = handOff.claim(size, timeoutNanos);
      if (position < 0) {
        return position;
      }
      boolean written = false;
      try {
        ring.write(position, bytes, end, depth);
        written = true;
      } finally {
        if (!written) {
          ring.abort(position);
        }
      }
      if (handOff.publish(position)) {
        desk.countAccepted();
        if (wasCut) {
          cut.increment();
        }
        return position;
      }
    }
  }

  @Override
  public long accepted() {
    return recovered.events() + desks.accepted();
  }

  @Override
  public long redelivered() {
    return recovered.events();
  }

  @Override
  public long possiblyDuplicated() {
    return outcomeKnown ? 0 : recovered.seen();
  }

  @Override
  public long cut() {
    return cut.sum();
  }

  @Override
  public void close() {
    handOff.seal();
  }

  @Override
  public boolean isClosed() {
    return handOff.isSealed();
  }

  @Override
  public boolean abandon() {
    return handOff.abandon();
  }
}
