package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Keeps what was reported. */
final class Reports implements StatusReporter {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void report(Level level, String message, @Nullable Throwable cause) {
    lines.add(level + " " + message + (cause == null ? "" : ": " + cause));
  }

  List<String> all() {
    return lines;
  }

  /** Warnings and errors. */
  List<String> problems() {
    return lines.stream().filter(line -> !line.startsWith("INFO")).toList();
  }
}
