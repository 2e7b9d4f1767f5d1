package dev.heartwood.async;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogMarker;
import dev.heartwood.Resumable;
import dev.heartwood.ThrownData;
import dev.heartwood.disk.Disk;
import dev.heartwood.disk.LockedException;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.SegmentCodec;
import dev.heartwood.journal.Visibility;
import dev.heartwood.ring.Checkpoint;
import dev.heartwood.ring.Frame;
import dev.heartwood.ring.HandOff;
import dev.heartwood.ring.WorkerThread;
import dev.heartwood.wire.Numbering;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The form of an {@link AsyncHandler}'s ring that lies on a disk, in a journal. A call returns when
 * the disk has confirmed its event, or when it is counted why not; the worker reads what is
 * confirmed and hands it on; what is delivered is deleted by whole segments.
 *
 * <p>A record of the journal is an event as {@link dev.heartwood.wire.EventWriter} writes it. Its
 * timestamp is the event's, but for the last bit, which holds how deep it was logged.
 *
 * <pre>
 * field  written by  read by  ordering
 * cut    callers     anybody  adder
 * </pre>
 */
final class DiskRing implements KeptRing {
  private static final String READER = "delivery";
  private static final int SEGMENTS = 8;
  private static final int RECORDS_PER_SEGMENT = 4;
  private static final int MOST_OWN_DIRECTORIES = 64;

  /** A full ring is one that has no room for a segment and the one that is kept ready. */
  private static final int RESERVED_SEGMENTS = 2;

  private final RecordRing ring;
  private final HandOff<JournalReader> handOff;
  private final Committer committer;
  private final Desks desks;
  private final long appendTimeoutNanos;
  private final long redelivered;
  private final long possiblyDuplicated;
  private final LongAdder cut = new LongAdder();

  private DiskRing(
      Journal journal,
      JournalConfig layout,
      RecordRing ring,
      RecordDrain drain,
      AsyncConfig config,
      Drops drops,
      Complaints complaints,
      long possiblyDuplicated) {
    this.ring = ring;
    this.possiblyDuplicated = possiblyDuplicated;
    redelivered = journal.end() - ring.freed();
    desks = new Desks(layout.maxRecordBytes(), Numbering.NONE);
    appendTimeoutNanos = Nanos.of(config.appendTimeout());
    handOff =
        new HandOff<>(
            ring, config.waitStrategy(), "heartwood-" + config.name(), config.daemon(), drain);
    committer =
        new Committer(
            journal,
            config,
            drops,
            complaints,
            ring::isFull,
            () -> handOff.publish(0),
            handOff::seal);
  }

  /**
   * Opens the journal and settles what an earlier process has left, with the handler if it can; the
   * worker does not run yet.
   *
   * @throws UncheckedIOException if the directory cannot be had
   */
  static DiskRing open(
      Disk disk,
      AsyncConfig config,
      LogHandler downstream,
      Delivering delivering,
      Drops drops,
      Complaints complaints) {
    FrameRing.refuseRedactor(downstream);
    JournalConfig layout = layout(config);
    try {
      Path directory = Objects.requireNonNull(config.ringFile(), "ringFile").toAbsolutePath();
      Journal journal = openJournal(disk, directory, layout, config);
      boolean opened = false;
      try {
        DiskRing made =
            recover(disk, journal, layout, config, downstream, delivering, drops, complaints);
        opened = true;
        return made;
      } finally {
        if (!opened) {
          journal.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static JournalConfig layout(AsyncConfig config) {
    int segment = Math.min(JournalConfig.DEFAULT_SEGMENT_BYTES, config.ringFileBytes() / SEGMENTS);
    return new JournalConfig(
        config.name(),
        segment,
        JournalConfig.DEFAULT_SEGMENT_AGE,
        Long.MAX_VALUE, // nothing goes that is not delivered: a full ring takes nothing more
        JournalConfig.FOREVER,
        true,
        Math.min(JournalConfig.DEFAULT_MAX_RECORD_BYTES, segment / RECORDS_PER_SEGMENT),
        SegmentCodec.NONE,
        JournalConfig.DEFAULT.clock());
  }

  private static Journal openJournal(
      Disk disk, Path directory, JournalConfig layout, AsyncConfig config) throws IOException {
    for (int i = 1; ; i++) {
      Path tried = i == 1 ? directory : directory.resolveSibling(directory.getFileName() + "-" + i);
      try {
        return Journal.open(disk, tried, layout, config.status());
      } catch (LockedException e) {
        if (!config.ownRingFile() || i == MOST_OWN_DIRECTORIES) {
          throw new IOException(
              "ringFile [" + tried + "] must not be in use, was: " + e.getMessage(), e);
        }
      } catch (FileAlreadyExistsException e) {
        throw new IOException(
            "ringFile [" + tried + "] must be a directory with durability DISK, was a file", e);
      } catch (IOException e) {
        throw new IOException("ringFile [" + tried + "] cannot be used: " + e, e);
      }
    }
  }

  private static DiskRing recover(
      Disk disk,
      Journal journal,
      JournalConfig layout,
      AsyncConfig config,
      LogHandler downstream,
      Delivering delivering,
      Drops drops,
      Complaints complaints)
      throws IOException {
    JournalReader reader = journal.reader(READER, Visibility.DURABLE);
    NoteFile notes = NoteFile.open(disk, journal.directory());
    RingLedger ledger =
        new RingLedger(
            notes.last(),
            new RingLedger.Notes() {
              @Override
              public void note(Checkpoint newest) {
                try {
                  notes.note(newest);
                } catch (IOException e) {
                  complaints.repeat(
                      config.name() + ": after a kill events may come twice: " + e, e);
                }
              }

              @Override
              public void force(Checkpoint newest) throws IOException {
                notes.force(newest);
              }
            },
            true);
    Resumable.Outcome outcome = FrameRing.outcome(config, downstream, ledger, complaints);
    long begin = Math.max(reader.nextSequence(), Math.min(journal.end(), ledger.settled(outcome)));
    reader.moveTo(begin);
    long left = journal.end() - begin;
    long handed = Math.max(0, Math.min(left, ledger.handed() - begin));
    ledger.begin(begin, journal.end(), outcome);
    delivering.begin(begin);
    if (left > 0) {
      complaints.once(
          Level.INFO,
          config.name()
              + ": "
              + left
              + " events that an earlier process left in ["
              + journal.directory()
              + "] are delivered first",
          null);
    }
    RecordRing ring =
        new RecordRing(
            journal,
            reader,
            downstream,
            ledger,
            config,
            complaints,
            (long) RESERVED_SEGMENTS * layout.segmentBytes());
    RecordDrain drain = new RecordDrain(journal, ring, ledger, notes, delivering, complaints);
    return new DiskRing(
        journal,
        layout,
        ring,
        drain,
        config,
        drops,
        complaints,
        outcome == Resumable.Outcome.UNKNOWN ? handed : 0);
  }

  @Override
  public HandOff<JournalReader> handOff() {
    return handOff;
  }

  @Override
  public void start() {
    handOff.start();
    committer.start();
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
    if (refuses(timeoutNanos)) {
      return HandOff.FULL;
    }
    boolean wasCut;
    Pending event;
    Desks.Desk desk = desks.take();
    try {
      wasCut =
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
      event = pending(desk, timeoutNanos, depth, epochNanos, level);
    } finally {
      desks.giveBack(desk);
    }
    return place(event, timeoutNanos, wasCut);
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
    if (refuses(timeoutNanos)) {
      return HandOff.FULL;
    }
    boolean wasCut;
    Pending written;
    Desks.Desk desk = desks.take();
    try {
      wasCut =
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
      written = pending(desk, timeoutNanos, depth, event.epochNanos(), event.level());
    } finally {
      desks.giveBack(desk);
    }
    return place(written, timeoutNanos, wasCut);
  }

  /** Before anything is written for nothing. */
  private boolean refuses(long timeoutNanos) {
    return (timeoutNanos == 0 && ring.isFull())
        || (timeoutNanos >= 0 && !WorkerThread.isCurrent() && committer.isStuck());
  }

  private static Pending pending(
      Desks.Desk desk, long timeoutNanos, int depth, long epochNanos, Level level) {
    byte[] bytes = desk.writer.array();
    int end = desk.writer.length();
    long timestamp = epochNanos & ~1L | depth & 1;
    return WorkerThread.isCurrent()
        ? Pending.left(bytes, Frame.GAP, end, timestamp, level)
        : Pending.awaited(bytes, Frame.GAP, end, timestamp, level, timeoutNanos != 0);
  }

  /** How far the event of that record was from one that the application logged. */
  static int depthIn(long timestamp) {
    return (int) (timestamp & 1);
  }

  private long place(Pending event, long timeoutNanos, boolean wasCut) {
    if (event.state() == Pending.LEFT) {
      return committer.leave(event) ? counted(wasCut) : HandOff.FULL;
    }
    // who does not wait for room waits for the disk all the same
    int outcome = committer.commit(event, timeoutNanos == 0 ? appendTimeoutNanos : timeoutNanos);
    return switch (outcome) {
      case Pending.CONFIRMED, Pending.UNCONFIRMED, Pending.LEFT -> counted(wasCut);
      case Pending.FULL -> HandOff.FULL;
      case Pending.TIMED_OUT -> HandOff.TIMED_OUT;
      case Pending.CLOSED -> HandOff.CLOSED;
      default -> REFUSED;
    };
  }

  private long counted(boolean wasCut) {
    if (wasCut) {
      cut.increment();
    }
    return 0;
  }

  @Override
  public long accepted() {
    return redelivered + committer.accepted();
  }

  @Override
  public long redelivered() {
    return redelivered;
  }

  @Override
  public long possiblyDuplicated() {
    return possiblyDuplicated;
  }

  @Override
  public long cut() {
    return cut.sum();
  }

  @Override
  public long unconfirmed() {
    return committer.unconfirmed();
  }

  @Override
  public boolean awaitStored(long deadlineNanos) {
    return committer.awaitStored(deadlineNanos);
  }

  @Override
  public void close() {
    committer.close();
  }

  @Override
  public boolean isClosed() {
    return committer.isClosed();
  }

  @Override
  public boolean abandon() {
    committer.abandon();
    handOff.seal();
    return handOff.abandon();
  }
}
