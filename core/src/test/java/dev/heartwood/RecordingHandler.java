package dev.heartwood;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps a record of every event; for tests of what stands in front of a destination. */
public class RecordingHandler implements LogHandler {
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final AtomicInteger flushes = new AtomicInteger();
  private volatile boolean closed;

  @Override
  public void handle(LogEvent event) {
    records.add(event.toRecord());
  }

  @Override
  public void flush() {
    flushes.incrementAndGet();
  }

  @Override
  public void close() {
    closed = true;
  }

  public List<LogRecord> records() {
    return List.copyOf(records);
  }

  public List<String> messages() {
    return records.stream().map(LogRecord::message).toList();
  }

  public int flushes() {
    return flushes.get();
  }

  public boolean isClosed() {
    return closed;
  }
}
