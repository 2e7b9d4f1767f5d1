package dev.heartwood.service.api;

import dev.heartwood.service.LogService;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.LogQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes all entries that a query finds to a client, as fast as that reads. */
final class ScanJob implements Streams.Job {
  private static final int BATCH_BYTES = 32 << 10;

  private final LogService service;
  private final LogQuery query;
  private final EntryWriter writer;
  private final long limit;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BATCH_BYTES);
  private long count;
  private boolean gone;
  private volatile boolean closed;

  ScanJob(LogService service, LogQuery query, Filters filters, EntryWriter writer, long limit) {
    this.service = service;
    this.query = query;
    this.writer = writer;
    this.limit = limit;
    Form.LINES.plain(buffer, filters);
  }

  @Override
  public void run(Outlet out) throws InterruptedException {
    Problem failure = null;
    try {
      service.scan(query, entry -> take(out, entry));
    } catch (IOException | IllegalStateException e) {
      failure = Problem.of(ProblemCode.UNAVAILABLE, "reading failed: " + e.getMessage());
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!gone) {
      Form.LINES.summary(buffer, count, null, failure);
      out.send(buffer.toByteArray());
    }
  }

  private boolean take(Outlet out, LogEntry entry) {
    if (closed) {
      gone = true;
      return false;
    }
    Form.LINES.entry(buffer, writer, entry);
    count++;
    if (buffer.size() >= BATCH_BYTES) {
      gone = !send(out);
    }
    return !gone && count < limit;
  }

  private boolean send(Outlet out) {
    byte[] bytes = buffer.toByteArray();
    buffer.reset();
    try {
      return out.send(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
