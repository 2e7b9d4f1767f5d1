package dev.heartwood.appenders;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.UndeliveredException;
import dev.heartwood.format.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
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
 */
public final class FileHandler implements LogHandler {
  private final FileConfig config;
  private final Encoder encoder;
  private final WriteLock lock;
  private final LineBatch batch;
  private final LineBatch frame;
  private final String claim;
  private final Path path;

  private @Nullable LogFile file;
  private boolean opened;
  private boolean closed;
  private boolean dirty;
  private long nextExternalCheck;
  private @Nullable IOException failure;
  private Duration retryDelay;
  private long retryAt;

  /**
   * @throws IllegalArgumentException if another handler of this JVM writes this file
   */
  public FileHandler(FileConfig config, Encoder encoder) {
    this.config = config;
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    if (config.rolling() != null) {
      throw new IllegalArgumentException("rolling must be null, was " + config.rolling());
    }
    this.path = Objects.requireNonNull(config.file(), "file");
    this.lock = new WriteLock("file [" + path + "]", config.writeTimeout());
    this.batch = new LineBatch(encoder);
    this.frame = new LineBatch(encoder);
    this.retryDelay = config.retryDelay();
    this.claim = OpenPaths.claim("file", path);
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

  @Override
  public void handle(LogEvent event) throws IOException {
    lock.lock();
    try {
      openFile();
      batch.add(event);
      if (config.immediateFlush() || batch.length() >= config.bufferBytes()) {
        writeOrThrow();
      }
    } finally {
      lock.unlock();
    }
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

  @Override
  public boolean needsCaller() {
    return encoder.needsCaller();
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!closed) {
        closeFile();
      }
    } finally {
      closed = true;
      OpenPaths.release(claim);
      lock.unlock();
    }
  }

  private void closeFile() throws IOException {
    try {
      writeAll();
      if (file != null) {
        frame.clear();
        frame.addFooter();
        writeFrame(file);
      }
    } finally {
      if (file != null) {
        file.close();
        file = null;
      }
    }
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
        force();
      }
      dirty = false;
    } catch (IOException e) {
      int undelivered = batch.events();
      batch.clear();
      if (undelivered == 0) {
        throw e; // nothing is left out, but nothing is known to be on the disk
      }
      throw new UndeliveredException(
          undelivered, undelivered + " events not written: " + e.getMessage(), e);
    }
  }

  private void write() throws IOException {
    LogFile target = openFile();
    long now = config.clock().millis();
    if (now >= nextExternalCheck) {
      nextExternalCheck = now + config.externalCheck().toMillis();
      target = followExternal(target);
    }
    try {
      target.write(batch);
    } catch (IOException e) {
      batch.removeFirst(target.repair(batch));
      throw failed(e);
    }
    batch.clear();
    dirty = true;
  }

  private void force() throws IOException {
    try {
      openFile().force();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private LogFile followExternal(LogFile target) throws IOException {
    switch (target.external()) {
      case CUT ->
          config.status().report(Level.INFO, "file [" + path + "] was cut from outside", null);
      case GONE -> {
        config
            .status()
            .report(Level.INFO, "file [" + path + "] was moved or removed: opened anew", null);
        file = null;
        target.close();
        return openFile();
      }
      case SAME -> {}
    }
    return target;
  }

  private LogFile openFile() throws IOException {
    if (closed) {
      throw new IOException("file [" + path + "] is closed");
    }
    LogFile current = file;
    if (current != null) {
      return current;
    }
    IOException last = failure;
    if (last != null && config.clock().millis() < retryAt) {
      throw new IOException("file [" + path + "] waits for its next attempt: " + last, last);
    }
    try {
      LogFile fresh = LogFile.open(path, !config.append() && !opened);
      file = fresh;
      opened = true;
      writeHeader(fresh);
      if (last != null) {
        config.status().report(Level.INFO, "file [" + path + "] is written again", null);
      }
      failure = null;
      return fresh;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void writeHeader(LogFile fresh) throws IOException {
    if (fresh.length() == 0) {
      frame.clear();
      frame.addHeader();
      writeFrame(fresh);
    }
  }

  private void writeFrame(LogFile target) throws IOException {
    if (!frame.isEmpty()) {
      target.write(frame);
    }
  }

  /** Lets go of the file until the next attempt. */
  private IOException failed(IOException e) {
    if (failure == null) {
      retryDelay = config.retryDelay();
      config.status().error("file [" + path + "] cannot be written", e);
    }
    failure = e;
    retryAt = config.clock().millis() + retryDelay.toMillis();
    Duration doubled = retryDelay.multipliedBy(2);
    retryDelay =
        doubled.compareTo(FileConfig.MAX_RETRY_DELAY) < 0 ? doubled : FileConfig.MAX_RETRY_DELAY;
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
}
