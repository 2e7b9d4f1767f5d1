package dev.heartwood.spool;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.Visibility;
import dev.heartwood.ring.WorkerThread;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events on disk until a destination that may be away has taken them. {@link #handle} and
 * {@link #flush} write to a journal and return; a thread of this handler's delivers from there.
 *
 * <p><b>Delivery:</b> at least once, in order, across restarts of either side: what a destination
 * took and could not confirm comes again. It is tried until it is taken or refused for good, with
 * growing random pauses, and after several failures in a row only now and then ({@link
 * BreakerState}). Only a full spool loses: its oldest records go, are counted, and a notice stands
 * in their place in the stream.
 *
 * <p><b>Threads:</b> any; they wait for the disk and never for the destination. <b>Ownership:</b>
 * closes the destination. <b>Errors:</b> {@link #flush} throws if the disk refused its events; what
 * the destination says is in {@link #stats()} and told to the status channel.
 */
public final class SpoolingHandler implements LogHandler {
  private static final String READER = "delivery";
  private static final String BATCH_END = "batch-end";
  private static final int SEGMENTS = 8;
  private static final int RECORDS_PER_SEGMENT = 4;
  private static final Duration LAST_CHANCE = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofDays(36_500);

  private final SpoolConfig config;
  private final LogHandler remote;
  private final Journal journal;
  private final JournalReader reader;
  private final @Nullable JournalReader batchEnd;
  private final Intake intake;
  private final Courier courier;
  private final long found;
  private boolean closed; // under the monitor, which only close takes

  private SpoolingHandler(
      SpoolConfig config,
      LogHandler remote,
      Journal journal,
      JournalReader reader,
      @Nullable JournalReader batchEnd,
      int maxRecordBytes) {
    this.config = config;
    this.remote = remote;
    this.journal = journal;
    this.reader = reader;
    this.batchEnd = batchEnd;
    found = reader.behind();
    intake = new Intake(config, journal, maxRecordBytes);
    courier = new Courier(config, reader, batchEnd, remote);
  }

  /**
   * Opens the spool and begins to deliver what an earlier process left in it.
   *
   * @param remote called by one thread only; should give up by itself on an attempt that hangs
   * @throws IllegalArgumentException if a redactor stands behind the spool: secrets would be on the
   *     disk before it sees them
   * @throws dev.heartwood.disk.LockedException if another process, or another handler, has it open
   * @throws IOException if the disk refuses
   */
  public static SpoolingHandler open(SpoolConfig config, LogHandler remote) throws IOException {
    if (remote.redacts()) {
      throw new IllegalArgumentException(
          "a redactor must stand in front of a spool, was behind spool ["
              + config.directory()
              + "]: it sees events after they are in the file");
    }
    JournalConfig layout = layout(config);
    Journal journal = Journal.open(config.directory(), layout, config.status());
    boolean open = false;
    try {
      Visibility visibility = config.fsync() ? Visibility.DURABLE : Visibility.WRITTEN;
      JournalReader reader = journal.reader(READER, visibility);
      JournalReader batchEnd = null;
      if (remote instanceof SpoolDestination destination) {
        batchEnd = journal.reader(BATCH_END, visibility);
        destination.deliverFrom(journal.id());
      } else {
        journal.forget(BATCH_END); // of a destination before
      }
      SpoolingHandler handler =
          new SpoolingHandler(config, remote, journal, reader, batchEnd, layout.maxRecordBytes());
      handler.courier.start();
      open = true;
      return handler;
    } finally {
      if (!open) {
        journal.close();
      }
    }
  }

  private static JournalConfig layout(SpoolConfig config) {
    long wanted = Long.highestOneBit(config.maxBytes() / SEGMENTS);
    int segment =
        (int)
            Math.max(
                JournalConfig.MIN_SEGMENT_BYTES,
                Math.min(JournalConfig.DEFAULT_SEGMENT_BYTES, wanted));
    return new JournalConfig(
        config.name(),
        segment,
        JournalConfig.DEFAULT_SEGMENT_AGE,
        config.maxBytes(),
        JournalConfig.FOREVER,
        true,
        Math.min(JournalConfig.DEFAULT_MAX_RECORD_BYTES, segment / RECORDS_PER_SEGMENT),
        JournalConfig.DEFAULT.codec(),
        JournalConfig.DEFAULT.clock());
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    if (courier.isCurrent()) {
      throw new IOException("the destination of a spool logged into that spool");
    }
    intake.add(event);
  }

  /** What was handled is in the journal when this returns. */
  @Override
  public void flush() throws IOException {
    intake.flush();
  }

  /** Waits until the destination has everything, or refused it. */
  @Override
  public boolean awaitDelivered(Duration timeout) {
    if (WorkerThread.isCurrent() || !intake.push()) {
      return false;
    }
    Duration bounded = timeout.compareTo(LONGEST_WAIT) < 0 ? timeout : LONGEST_WAIT;
    return courier.awaitSettled(journal.end(), System.nanoTime() + bounded.toNanos());
  }

  @Override
  public boolean needsCaller() {
    return remote.needsCaller();
  }

  /** What waits now; any thread. */
  public SpoolLag lag() {
    long settled = courier.settledEnd(); // first: the end only grows
    long records = journal.end() - settled;
    long sized = intake.appended() + courier.read();
    long sizes = intake.appendedBytes() + courier.readBytes();
    long bytes = sized == 0 ? 0 : Math.round((double) sizes / sized * records);
    return new SpoolLag(records, bytes, courier.oldest());
  }

  /** What became of the records so far; any thread. */
  public SpoolStats stats() {
    SpoolLag lag = lag();
    return courier.stats(found, intake.appended(), intake.cut(), lag);
  }

  /**
   * Refuses further events, goes on delivering for {@code closeTimeout} as long as all goes well,
   * and leaves the rest on disk for the next start. Idempotent.
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (journal) {
      try {
        intake.close();
      } finally {
        if (!courier.close(config.closeTimeout(), LAST_CHANCE)) {
          config
              .status()
              .warn("spool [" + config.directory() + "]: closed while an attempt was in progress");
        }
        reader.close();
        if (batchEnd != null) {
          batchEnd.close();
        }
      }
    }
  }

  @Override
  public String toString() {
    return "SpoolingHandler[" + config.directory() + ", " + remote + "]";
  }
}
