package dev.heartwood.spool;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A destination that a test takes down, makes choosy and brings back; only what it flushed counts.
 */
final class Remote implements LogHandler {
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final List<String> buffered = new ArrayList<>(); // one thread
  private final Set<String> refused = new HashSet<>();
  private volatile boolean down;
  private volatile int takes = Integer.MAX_VALUE;
  private volatile int attempts;
  private volatile boolean closed;

  Remote down(boolean value) {
    down = value;
    return this;
  }

  /** Takes so many of the next batch and fails for the rest, once. */
  Remote takeOnly(int events) {
    takes = events;
    return this;
  }

  /** Before it is used. */
  Remote refuse(String message) {
    refused.add(message);
    return this;
  }

  List<String> arrived() {
    return arrived;
  }

  /** How many events each good flush brought. */
  List<Integer> batches() {
    return batches;
  }

  int attempts() {
    return attempts;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    if (event.message().startsWith("poison")) {
      throw new IllegalStateException("cannot print " + event.message());
    }
    if (event.message().startsWith("too long")) {
      throw new UndeliveredException(1, 1, "too long", null);
    }
    buffered.add(event.message());
  }

  @Override
  public void flush() throws IOException {
    attempts++;
    List<String> batch = new ArrayList<>(buffered);
    buffered.clear();
    if (down) {
      throw new IOException("connection refused");
    }
    int taken = Math.min(takes, batch.size());
    takes = Integer.MAX_VALUE;
    List<String> good = new ArrayList<>(batch.subList(0, taken));
    good.removeAll(refused);
    arrived.addAll(good);
    batches.add(good.size());
    int never = taken - good.size();
    int missing = batch.size() - good.size();
    if (missing > 0) {
      throw new UndeliveredException(missing, never, missing + " missing", null);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
