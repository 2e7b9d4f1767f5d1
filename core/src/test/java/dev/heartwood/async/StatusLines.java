package dev.heartwood.async;

import dev.heartwood.StatusReporter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Keeps what a handler says of itself. */
final class StatusLines implements StatusReporter {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void report(Level level, String message, @Nullable Throwable cause) {
    lines.add(level + " " + message);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
