package dev.heartwood.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Shows how far a long read is, once a second, where somebody looks at a terminal. */
final class Progress {
  private static final long PERIOD_NANOS = 1_000_000_000;
  private static final int CHECK_EVERY = 1024;
  private static final Path ERROR_STREAM = Path.of("/proc/self/fd/2");

  private final PrintWriter errors;
  private final boolean terminal;
  private final LongSupplier nanoClock;
  private long nextNanos;
  private int calls;
  private boolean shown;

  Progress(PrintWriter errors, boolean terminal, LongSupplier nanoClock) {
    this.errors = errors;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
    nextNanos = nanoClock.getAsLong() + PERIOD_NANOS;
  }

  static Progress on(Console console) {
    return new Progress(console.errors(), isTerminal(), System::nanoTime);
  }

  /** Java tells only whether input and output are both a terminal. */
  private static boolean isTerminal() {
    try {
      return Files.readSymbolicLink(ERROR_STREAM).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  void at(Records records, long taken) {
    if (!terminal || ++calls % CHECK_EVERY != 0) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (now - nextNanos < 0) {
      return;
    }
    nextNanos = now + PERIOD_NANOS;
    shown = true;
    long percent = records.toPass() == 0 ? 100 : records.passed() * 100 / records.toPass();
    errors.print("\r" + percent + " %, " + taken + " records ");
    errors.flush();
  }

  /** Takes the line away. */
  void end() {
    if (shown) {
      errors.print("\r" + " ".repeat(40) + "\r");
      errors.flush();
    }
  }
}
