package dev.heartwood.service.cli;

import dev.heartwood.service.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Shows how far long work is, once a second, where somebody looks at a terminal. */
final class ProgressLine implements Progress, AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Path ERROR_STREAM = Path.of("/proc/self/fd/2");
  private static final Path OUTPUT_STREAM = Path.of("/proc/self/fd/1");
  private static final String BLANK = "\r" + " ".repeat(60) + "\r";

  private final PrintWriter errors;
  private final boolean shows;
  private final LongSupplier nanoClock;
  private long nextNanos;
  private boolean shown;

  ProgressLine(PrintWriter errors, boolean shows, LongSupplier nanoClock) {
    this.errors = errors;
    this.shows = shows;
    this.nanoClock = nanoClock;
    nextNanos = nanoClock.getAsLong() + PERIOD_NANOS;
  }

  static ProgressLine on(Console console) {
    return new ProgressLine(console.errors(), isTerminal(ERROR_STREAM), System::nanoTime);
  }

  /** For a command whose output is a progress by itself where it goes to a terminal. */
  static ProgressLine besideOutput(Console console) {
    boolean alone = isTerminal(ERROR_STREAM) && !isTerminal(OUTPUT_STREAM);
    return new ProgressLine(console.errors(), alone, System::nanoTime);
  }

  /** Java tells only whether input and output are both a terminal. */
  private static boolean isTerminal(Path stream) {
    try {
      return Files.readSymbolicLink(stream).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void at(String step, long done, long total) {
    String part = total > 0 ? Math.min(100, done * 100.0 / total) + "" : "";
    int dot = part.indexOf('.');
    show(step + (dot < 0 ? "" : " " + part.substring(0, dot) + " %"));
  }

  void at(long entries) {
    show(entries + " entries");
  }

  private void show(String text) {
    if (!shows) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (now - nextNanos >= 0) {
      nextNanos = now + PERIOD_NANOS;
      shown = true;
      errors.print(BLANK + text + " ");
      errors.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (shown) {
      shown = false;
      errors.print(BLANK);
      errors.flush();
    }
  }
}
