package dev.heartwood.spool;

import dev.heartwood.EpochNanos;
import dev.heartwood.LogEvent;
import dev.heartwood.UndeliveredException;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalBatch;
import dev.heartwood.wire.EventWriter;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into the journal, those between two flushes together.
 *
 * <pre>
 * field                       written by         read by   ordering
 * appended, cut, bytes        the lock's holder  anybody   volatile
 * others                      the lock's holder  same      under the lock
 * </pre>
 */
final class Intake {
  private final SpoolConfig config;
  private final Journal journal;
  private final EventWriter writer;
  private final JournalBatch batch;
  private final ReentrantLock lock = new ReentrantLock();

  private int lost; // since the last flush; the last of all
  private @Nullable IOException failure;
  private boolean closed;
  private volatile long appended;
  private volatile long appendedBytes;
  private volatile long cut;
  private int bufferedBytes;

  Intake(SpoolConfig config, Journal journal, int maxRecordBytes) {
    this.config = config;
    this.journal = journal;
    this.writer = new EventWriter(maxRecordBytes);
    this.batch = journal.newBatch();
  }

  long appended() {
    return appended;
  }

  long appendedBytes() {
    return appendedBytes;
  }

  long cut() {
    return cut;
  }

  /**
   * @throws IOException if the disk refused what came before it, until the next flush
   */
  void add(LogEvent event) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("spool [" + config.name() + "] is closed");
      }
      if (lost > 0) {
        throw new IOException(
            what() + " takes nothing until the failed write before is accounted for", failure);
      }
      writer.clear(0);
      boolean wasCut = writer.write(event);
      if (!batch.hasRoom(writer.length())) {
        append();
        if (lost > 0) {
          throw new IOException(what() + " cannot be written", failure);
        }
      }
      batch.add(EpochNanos.of(config.clock().instant()), writer.array(), 0, writer.length());
      bufferedBytes += writer.length();
      cut += wasCut ? 1 : 0;
    } finally {
      lock.unlock();
    }
  }

  /** What was added is in the journal when this returns. */
  void flush() throws UndeliveredException {
    lock.lock();
    try {
      append();
      int undelivered = lost;
      IOException cause = failure;
      lost = 0;
      failure = null;
      if (undelivered > 0 && cause != null) {
        throw new UndeliveredException(
            undelivered,
            undelivered + " events not written to " + what() + ": " + cause.getMessage(),
            cause);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The same, but what is missing is told by the next flush. */
  boolean push() {
    lock.lock();
    try {
      append();
      return lost == 0;
    } finally {
      lock.unlock();
    }
  }

  void close() throws UndeliveredException {
    lock.lock();
    try {
      flush();
    } finally {
      closed = true;
      lock.unlock();
    }
  }

  private void append() {
    if (batch.isEmpty()) {
      return;
    }
    int events = batch.size();
    try {
      long first = journal.append(batch);
      appended += events;
      appendedBytes += bufferedBytes;
      if (config.fsync()) {
        journal.awaitDurable(first, events);
      }
    } catch (IOException | IllegalStateException e) {
      lost += events;
      failure = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
    } finally {
      batch.clear();
      bufferedBytes = 0;
    }
  }

  private String what() {
    return "spool [" + config.directory() + "]";
  }
}
