package dev.heartwood.service.security;

import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import dev.heartwood.format.SafeText;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What was done and refused, as JSON lines in {@code audit.jsonl} of the data directory, which only
 * its owner may read.
 *
 * <pre>{@code
 * {"time":"2026-11-25T00:12:03.118Z","action":"key.revoke","actor":"cli:anna","id":"k3f9x2ab"}
 * }</pre>
 *
 * <p>Beside it are at most {@value #OLD_FILES} older files of {@value #MAX_BYTES} bytes. Refusals
 * are written at most {@value #REFUSALS_PER_SECOND} times a second, since anybody can cause them;
 * those held back are counted in the next one.
 *
 * <p><b>Threads:</b> any, and a command line beside a service: a line is one write to the end of
 * the file. Only the service, which owns the directory, replaces a full file. Whoever refuses
 * something does not wait for the disk: a thread of this log's writes refusals.
 */
public final class AuditLog implements AutoCloseable {
  static final String NAME = "audit.jsonl";
  static final long MAX_BYTES = 16 << 20;
  static final int OLD_FILES = 8;
  static final int REFUSALS_PER_SECOND = 20;

  private static final int MOST_WAITING = 256;
  private static final int CLOSE_SECONDS = 5;
  private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path directory;
  private final Path path;
  private final boolean owner;
  private final long maxBytes;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final StatusReporter status;
  private final ReentrantLock writing = new ReentrantLock();
  private final ThreadPoolExecutor writer;
  private final Object gate = new Object();
  private long secondNanos; // these three under gate
  private int refusals;
  private long heldBack;
  private long nextComplaint; // of the writer

  AuditLog(
      Path directory,
      boolean owner,
      long maxBytes,
      InstantSource clock,
      LongSupplier nanoClock,
      StatusReporter status) {
    this.directory = directory;
    this.path = directory.resolve(NAME);
    this.owner = owner;
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.status = status;
    secondNanos = nanoClock.getAsLong();
    nextComplaint = secondNanos;
    writer =
        new ThreadPoolExecutor(
            1,
            1,
            CLOSE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            AuditLog::thread);
    writer.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "heartwood-audit");
    thread.setDaemon(true);
    return thread;
  }

  /** For the process that holds the directory. */
  public static AuditLog ofService(Path directory, StatusReporter status) {
    return new AuditLog(
        directory, true, MAX_BYTES, InstantSource.system(), System::nanoTime, status);
  }

  /** For a command beside it. */
  public static AuditLog ofCommand(Path directory) {
    return new AuditLog(
        directory,
        false,
        MAX_BYTES,
        InstantSource.system(),
        System::nanoTime,
        StatusReporter.standardError());
  }

  /**
   * Writes what is done, and returns when it survives a loss of power.
   *
   * @throws IOException if it cannot be written: then it should not be done
   */
  public void done(AuditEvent event) throws IOException {
    write(line(event, 0), true);
  }

  /** Writes what was refused, unless there is too much of it. Neither waits nor throws. */
  public void refused(AuditEvent event) {
    String line;
    synchronized (gate) {
      long now = nanoClock.getAsLong();
      if (now - secondNanos >= TimeUnit.SECONDS.toNanos(1)) {
        secondNanos = now;
        refusals = 0;
      }
      if (refusals >= REFUSALS_PER_SECOND) {
        heldBack++;
        return;
      }
      refusals++;
      line = line(event, heldBack);
      heldBack = 0;
    }
    try {
      writer.execute(() -> writeOrComplain(line));
    } catch (RejectedExecutionException e) { // the disk is too slow for it, or this is closed
      synchronized (gate) {
        heldBack++;
      }
    }
  }

  private void writeOrComplain(String line) {
    try {
      write(line, false);
    } catch (IOException | RuntimeException e) {
      synchronized (gate) {
        heldBack++;
      }
      complain(e);
    }
  }

  /** Writes what waits, for some seconds at most. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        status.error("the audit log misses " + writer.shutdownNow().size() + " lines", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void complain(Exception e) {
    long now = nanoClock.getAsLong();
    if (now - nextComplaint >= 0) {
      nextComplaint = now + COMPLAINT_NANOS;
      status.error("the audit log cannot be written: " + e, null);
    }
  }

  /** An interrupt of a caller must not close the file under it: hence no channel. */
  private void write(String line, boolean force) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    writing.lock();
    try {
      makeRoom(bytes.length);
      try (FileOutputStream out = new FileOutputStream(path.toFile(), true)) {
        out.write(bytes);
        if (force) {
          out.getFD().sync();
        }
      }
    } finally {
      writing.unlock();
    }
  }

  private void makeRoom(int bytes) throws IOException {
    if (!Files.exists(path)) {
      Disk.local().createDirectories(directory);
      create();
    } else if (owner && Files.size(path) + bytes > maxBytes) {
      roll();
      create();
    }
  }

  private void create() throws IOException {
    try {
      Disk.local().create(path).close();
      Disk.local().forceDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // another process was faster
    }
  }

  private void roll() throws IOException {
    for (int i = OLD_FILES; i > 0; i--) {
      Path from = i == 1 ? path : old(i - 1);
      if (Files.exists(from)) {
        Files.move(from, old(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path old(int number) {
    return path.resolveSibling(NAME + "." + number);
  }

  private String line(AuditEvent event, long missing) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    StringBuilder line = new StringBuilder();
    field(line, "time", now.toString());
    field(line, "action", event.action());
    field(line, "actor", event.actor());
    field(line, "peer", event.peer());
    event.details().forEach((name, value) -> field(line, name, value));
    if (missing > 0) {
      line.append(",\"held_back\":").append(missing);
    }
    return line.append("}\n").toString();
  }

  private static void field(StringBuilder line, String name, @Nullable String value) {
    if (value != null) {
      line.append(line.isEmpty() ? '{' : ',').append('"').append(name).append("\":\"");
      line.append(SafeText.insideJson(value)).append('"');
    }
  }
}
