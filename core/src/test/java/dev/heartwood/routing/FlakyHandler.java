package dev.heartwood.routing;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A destination with a buffer that fails on request: only what was flushed has arrived. For one
 * thread.
 */
final class FlakyHandler implements LogHandler {
  private final List<LogRecord> buffered = new ArrayList<>();
  private final List<String> arrived = new ArrayList<>();
  private final boolean buffering;
  private @Nullable Exception handleFailure;
  private @Nullable Exception flushFailure;
  private @Nullable Exception closeFailure;
  private boolean closed;

  FlakyHandler() {
    this(false);
  }

  private FlakyHandler(boolean buffering) {
    this.buffering = buffering;
  }

  static FlakyHandler buffering() {
    return new FlakyHandler(true);
  }

  void failHandle(@Nullable Exception failure) {
    handleFailure = failure;
  }

  void failFlush(@Nullable Exception failure) {
    flushFailure = failure;
  }

  void failClose(@Nullable Exception failure) {
    closeFailure = failure;
  }

  void heal() {
    handleFailure = null;
    flushFailure = null;
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    throwIfSet(handleFailure);
    if (buffering) {
      buffered.add(event.toRecord());
    } else {
      arrived.add(event.message());
    }
  }

  @Override
  public void flush() throws IOException {
    if (flushFailure != null) {
      buffered.clear();
    }
    throwIfSet(flushFailure);
    buffered.forEach(r -> arrived.add(r.message()));
    buffered.clear();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    throwIfSet(closeFailure);
  }

  List<String> messages() {
    return List.copyOf(arrived);
  }

  boolean isClosed() {
    return closed;
  }

  private static void throwIfSet(@Nullable Exception failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
  }
}
