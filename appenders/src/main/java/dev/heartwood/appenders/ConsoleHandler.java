package dev.heartwood.appenders;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.UndeliveredException;
import dev.heartwood.format.Encoder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to standard output or standard error, whole lines only. Lines leave in one write
 * per batch: at {@link #flush}, when the buffer is full, or at once with {@code immediateFlush},
 * which is meant for use without a ring.
 *
 * <p><b>Threads:</b> any. One writes, the others wait for it, at most {@code writeTimeout}; they
 * then get an exception, so that a console that nobody reads holds up one thread and no other.
 * <b>Order:</b> as handled.
 *
 * <p>A stream that was closed gives an exception at each event. A {@link PrintStream} that has ever
 * failed stays failed, since it cannot say whether it recovered; {@link
 * ConsoleConfig.Binding#PROCESS} can. Closing writes what is buffered and leaves the stream open.
 */
public final class ConsoleHandler implements LogHandler {
  private final ConsoleConfig config;
  private final Encoder encoder;
  private final Stream stream;
  private final WriteLock lock;
  private final LineBatch batch;
  private boolean started;
  private volatile boolean closed;
  private int lost;
  private @Nullable IOException loss;

  public ConsoleHandler(ConsoleConfig config, Encoder encoder) {
    this(config, encoder, processStream(config.target()));
  }

  /**
   * @param process stands for the stream of the process, for tests
   */
  ConsoleHandler(ConsoleConfig config, Encoder encoder, OutputStream process) {
    this.config = config;
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.stream = stream(config, process);
    this.lock = new WriteLock("the console", config.writeTimeout());
    this.batch = new LineBatch(encoder);
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the console handler is closed");
      }
      if (!started) {
        started = true;
        batch.addHeader();
      }
      batch.add(event);
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

  @Override
  public boolean needsCaller() {
    return encoder.needsCaller();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      lock.lock();
    } catch (IOException e) {
      closed = true; // a thread is stuck in a write, and whatever waits behind it stays unwritten
      throw e;
    }
    try {
      if (started && !closed) {
        batch.addFooter();
      }
      writeAll();
    } finally {
      closed = true;
      lock.unlock();
    }
  }

  /** The caller learns of its own event at once, and of those before it at the end of the batch. */
  private void writeOrThrow() throws IOException {
    try {
      write();
    } catch (IOException e) {
      lost += batch.events() - 1;
      loss = lost == 0 ? null : e;
      throw e;
    } finally {
      batch.clear();
    }
  }

  private void writeAll() throws IOException {
    try {
      write();
    } catch (IOException e) {
      lost += batch.events();
      if (lost == 0) {
        throw e;
      }
      loss = e;
    } finally {
      batch.clear();
    }
    IOException cause = loss;
    if (cause != null) {
      int undelivered = lost;
      lost = 0;
      loss = null;
      throw new UndeliveredException(
          undelivered, undelivered + " events not written: " + cause.getMessage(), cause);
    }
  }

  private void write() throws IOException {
    if (!batch.isEmpty()) {
      stream.write(batch.array(), batch.length());
    }
  }

  private interface Stream {
    void write(byte[] bytes, int length) throws IOException;
  }

  private static Stream stream(ConsoleConfig config, OutputStream process) {
    boolean out = config.target() == ConsoleConfig.Target.STDOUT;
    return switch (config.binding()) {
      case FOLLOW_SYSTEM -> (bytes, length) -> print(systemStream(out), bytes, length);
      case KEEP_SYSTEM -> {
        PrintStream kept = systemStream(out);
        yield (bytes, length) -> print(kept, bytes, length);
      }
      case PROCESS -> new ProcessStream(process);
    };
  }

  private static PrintStream systemStream(boolean out) {
    return out ? System.out : System.err;
  }

  private static OutputStream processStream(ConsoleConfig.Target target) {
    return new FileOutputStream(
        target == ConsoleConfig.Target.STDOUT ? FileDescriptor.out : FileDescriptor.err);
  }

  /** One call, during which a print stream lets nobody else print. */
  private static void print(PrintStream stream, byte[] bytes, int length) throws IOException {
    stream.write(bytes, 0, length);
    if (stream.checkError()) { // flushes, too
      throw new IOException("the console is closed or has failed");
    }
  }

  /** Ends the half line that a failed write may have left before it writes again. */
  private static final class ProcessStream implements Stream {
    private final OutputStream out;
    private boolean torn;

    ProcessStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
      if (torn) {
        out.write('\n');
        torn = false;
      }
      torn = true;
      out.write(bytes, 0, length);
      torn = false;
    }
  }
}
