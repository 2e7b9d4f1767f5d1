package dev.heartwood.appenders;

import dev.heartwood.LogEvent;
import dev.heartwood.Resumable;
import dev.heartwood.UndeliveredException;
import dev.heartwood.WriteLedger;
import dev.heartwood.format.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Writes events to a file. Lines leave in one write per batch: at {@link #flush}, when the buffer
 * is full, or at once with {@code immediateFlush}, which is meant for use without a ring.
 *
 * <p><b>Threads:</b> any. One writes, the others wait for it, at most {@code writeTimeout}.
 * <b>Order:</b> as handled. Interrupts do not touch the file.
 *
 * <p><b>Failures:</b> an event that could not be written throws, and none is written by halves:
 * what a failed write has left of a line is cut off. The file is then opened again after {@code
 * retryDelay}; until then events are refused at once. A file that was moved, removed or cut from
 * outside is noticed within {@code externalCheck} and opened anew under its name.
 *
 * <p><b>Kills:</b> behind a ring in a file every event gets into the file, or a rolled one, exactly
 * once, whenever the process is killed: see {@link #resume}. Behind a ring on a disk that holds
 * after a loss of power, too.
 *
 * <pre>
 * field     written by             read by   ordering
 * closed    closer                 anybody   volatile; without the lock when a writer is stuck
 * released  closer                 closers   compare-and-set
 * others    the lock's holder      same      under the lock
 * </pre>
 */
public final class FileHandler implements Resumable {
  private final FileConfig config;
  private final Encoder encoder;
  private final WriteLock lock;
  private final LineBatch batch;
  private final LineBatch frame;
  private final Backoff backoff;
  private final @Nullable Roller roller;
  private final List<String> claims;

  private @Nullable LogFile file;
  private @Nullable FileLedger ledger;
  private boolean rollerStarted;
  private boolean opened;
  private volatile boolean closed;
  private final AtomicBoolean released = new AtomicBoolean();
  private boolean dirty;
  private boolean confirmed = true;
  private long lastExternalCheck;
  private @Nullable IOException unforced;

  /**
   * @throws IllegalArgumentException if another handler of this JVM writes this file
   */
  public FileHandler(FileConfig config, Encoder encoder) {
    this.config = config;
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    RollingConfig rolling = config.rolling();
    this.roller = rolling == null ? null : Roller.of(config, rolling);
    this.lock = new WriteLock(what(), config.writeTimeout());
    this.batch = new LineBatch(encoder);
    this.frame = new LineBatch(encoder);
    this.backoff =
        new Backoff(this::what, config.retryDelay(), FileConfig.MAX_RETRY_DELAY, config.status());
    this.claims = OpenPaths.claim(config);
  }

  /**
   * Opens the file now instead of at the first event, so that a wrong path shows at start.
   *
   * @throws IOException if it cannot be written; the first event will try again
   */
  public void open() throws IOException {
    lock.lock();
    try {
      openFile();
    } finally {
      lock.unlock();
    }
  }

  /** The file that is written now, or will be at the first event. */
  public Path path() {
    return roller != null
        ? roller.activeFile()
        : Objects.requireNonNull(config.file(), "checked by FileConfig");
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    lock.lock();
    try {
      LogFile target = openFile();
      if (!isComparing() && roller != null) {
        rollIfDue(roller, target);
      }
      batch.add(event);
      if (ledger != null) {
        ledger.taken();
      }
      if (config.immediateFlush() || batch.length() >= config.bufferBytes()) {
        writeOrThrow();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hold() {
    return lock.keep();
  }

  @Override
  public void release() {
    lock.release();
  }

  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      writeAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    try {
      flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@inheritDoc} Before a batch is written its place, length and checksum are noted, and so is a
   * roll. What a killed process has left of a batch is cut off, and a roll is completed. If the
   * file was changed from outside meanwhile nobody can tell, and what was noted last is written
   * again. Of several rings in files the first has the benefit.
   */
  @Override
  public Outcome resume(WriteLedger given) throws IOException {
    lock.lock();
    try {
      if (ledger != null) {
        given.unsure();
        return Outcome.UNKNOWN;
      }
      startRoller();
      FileLedger fresh = new FileLedger(given);
      ledger = fresh;
      confirmed = false;
      LogFile open = file;
      file = null;
      if (open != null) {
        open.close(); // it knows of a length that may change
      }
      Outcome outcome = fresh.settle(path());
      if (fresh.isRollPending() && roller != null) {
        roll(roller, openFile());
      }
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} The same is done before the file is rolled, or closed. */
  @Override
  public void force() throws IOException {
    lock.lock();
    try {
      writeAll();
      if (!confirmed) {
        LogFile target = openFile();
        try {
          target.force();
        } catch (IOException e) {
          throw failed(e);
        }
        confirmed = true;
        noteForced(target);
      }
    } finally {
      lock.unlock();
    }
  }

  private void noteForced(LogFile target) throws IOException {
    if (ledger != null && mustForce() && target.isRegular() && !ledger.isComparing()) {
      ledger.forced(target);
    }
  }

  @Override
  public boolean needsCaller() {
    return encoder.needsCaller();
  }

  /**
   * Writes what is buffered and closes the file; waits at most {@code closeTimeout} for rolled
   * files being packed, which the next start finishes if need be.
   */
  @Override
  public void close() throws IOException {
    try {
      lock.lock();
      try {
        closeFile();
      } finally {
        lock.unlock();
      }
    } finally {
      closed = true; // also if another thread is stuck in a write: its file is given up
      if (released.compareAndSet(false, true)) {
        if (roller != null) {
          roller.close(config.closeTimeout());
        }
        OpenPaths.release(claims);
      }
    }
  }

  private void closeFile() throws IOException {
    if (closed) {
      return;
    }
    backoff.skip(); // the last attempt does not wait
    try {
      writeAll();
    } finally {
      if (file != null) {
        endFile(file);
      }
    }
  }

  private void rollIfDue(Roller due, LogFile target) throws IOException {
    long now = config.clock().millis();
    if (!due.isDue(now, target.length() + batch.length())) {
      return;
    }
    if (!batch.isEmpty()) {
      write();
    }
    roll(due, openFile()); // another one if the file was moved from outside
  }

  private void roll(Roller due, LogFile current) throws IOException {
    if (ledger != null) {
      if (mustForce()) {
        forceFile();
      }
      ledger.rolling(current);
    }
    endFile(current);
    due.roll(config.clock().instant(), current.length());
    LogFile fresh = openFile();
    if (mustForce()) {
      forceFile();
      noteForced(fresh);
    }
  }

  /** After a loss of power: whether the event in hand may be in the file already. */
  private boolean isComparing() throws IOException {
    if (ledger == null || !ledger.isComparing()) {
      return false;
    }
    if (ledger.repeats()) {
      return true;
    }
    if (!batch.isEmpty()) {
      write();
    }
    ledger.endComparing();
    return false;
  }

  /** Completes a file that gets nothing more. */
  private void endFile(LogFile target) throws IOException {
    frame.clear();
    frame.addFooter();
    writeFrame(target);
    if (config.fsync() || mustForce()) {
      forceFile();
    }
    file = null;
    target.close();
  }

  /** The caller learns of its own event at once, and of those before it at the end of the batch. */
  private void writeOrThrow() throws IOException {
    try {
      write();
    } catch (IOException e) {
      if (batch.events() > 0) {
        batch.removeLast();
      }
      throw e;
    }
  }

  private void writeAll() throws IOException {
    try {
      if (!batch.isEmpty()) {
        write();
      }
      if (dirty && config.fsync()) {
        forceFile();
      }
      dirty = false;
      throwUnforced();
    } catch (IOException e) {
      int undelivered = batch.events();
      batch.clear();
      unforced = null;
      if (undelivered == 0) {
        throw e; // nothing is left out, but nothing is known to be on the disk
      }
      throw new UndeliveredException(
          undelivered, undelivered + " events not written: " + e.getMessage(), e);
    }
  }

  private void write() throws IOException {
    LogFile target = followExternal(openFile());
    if (ledger != null && ledger.isComparing() && ledger.has(target, batch)) {
      batch.clear();
      return;
    }
    try {
      if (ledger != null && target.isRegular()) {
        ledger.writing(target, batch);
      }
      target.write(batch);
    } catch (IOException e) {
      batch.removeFirst(target.repair(batch));
      if (ledger != null) {
        ledger.failed();
      }
      throw failed(e);
    }
    if (ledger != null && target.isRegular()) {
      ledger.written();
    }
    batch.clear();
    dirty = true;
    confirmed = false;
    backoff.succeeded();
  }

  private void forceFile() throws IOException {
    LogFile target = openFile();
    try {
      target.force();
    } catch (IOException e) {
      unforced = e;
      throw failed(e);
    }
    confirmed = true;
  }

  /** Behind a ring on a disk, which forgets what is here. */
  private boolean mustForce() {
    return ledger != null && ledger.forces();
  }

  /** A file that could not be forced when it was rolled: its batch is not on the disk. */
  private void throwUnforced() throws IOException {
    if (unforced != null) {
      throw unforced;
    }
  }

  private void forceName(LogFile fresh) {
    Path directory = fresh.path().toAbsolutePath().getParent();
    if ((config.fsync() || mustForce()) && directory != null) {
      Moves.forceDirectory(directory);
    }
  }

  private LogFile followExternal(LogFile target) throws IOException {
    long now = config.clock().millis();
    long since = now - lastExternalCheck;
    if (since >= 0 && since < config.externalCheck().toMillis()) {
      return target;
    }
    lastExternalCheck = now;
    switch (target.external()) {
      case CUT -> config.status().report(Level.INFO, what() + " was cut from outside", null);
      case GONE -> {
        String reopened = what() + " was moved or removed from outside: opened anew";
        config.status().report(Level.INFO, reopened, null);
        file = null;
        try (target) {
          if (mustForce()) {
            target.force();
          }
        }
        return openFile();
      }
      case SAME -> {}
    }
    return target;
  }

  private LogFile openFile() throws IOException {
    if (closed) {
      throw new IOException(what() + " is closed");
    }
    LogFile current = file;
    if (current != null) {
      return current;
    }
    backoff.requireDue(config.clock().millis());
    try {
      startRoller();
      current = LogFile.open(path(), !config.append() && !opened);
    } catch (IOException e) {
      throw failed(e);
    }
    file = current;
    opened = true;
    forceName(current);
    if (current.length() == 0) {
      frame.clear();
      frame.addHeader();
      writeFrame(current);
    }
    return current;
  }

  private void startRoller() throws IOException {
    if (roller != null && !rollerStarted) {
      roller.start(config.clock().instant());
      rollerStarted = true;
    }
  }

  private void writeFrame(LogFile target) throws IOException {
    if (frame.isEmpty()) {
      return;
    }
    try {
      target.write(frame);
    } catch (IOException e) {
      target.repair(frame);
      throw failed(e);
    }
  }

  /** Lets go of the file until the next attempt. */
  private IOException failed(IOException e) {
    backoff.failed(config.clock().millis(), e);
    LogFile broken = file;
    file = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
    }
    return e;
  }

  private String what() {
    return "file [" + path() + "]";
  }
}
