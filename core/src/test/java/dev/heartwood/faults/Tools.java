package dev.heartwood.faults;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the tools that bring about what a healthy machine does not: mount, losetup, strace. */
public final class Tools {
  private Tools() {}

  /** What a command printed; empty if it failed or is not there. */
  static Outcome run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      byte[] printed = process.getInputStream().readAllBytes();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      return new Outcome(
          ended && process.exitValue() == 0, new String(printed, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return new Outcome(false, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(false, "interrupted");
    }
  }

  record Outcome(boolean good, String printed) {}

  /** Skips the test, and says why, where the command fails. */
  static void requireOrSkip(String... command) {
    Outcome outcome = run(command);
    assumeThat(outcome.good())
        .as("this test needs %s to work here: %s", String.join(" ", command), outcome.printed())
        .isTrue();
  }

  /**
   * The beginning of a command line that makes calls of the rest fail, or ends it there.
   *
   * @param path the calls on this file only; empty: on any
   * @param inject as strace takes it: {@code "fsync:error=EIO:when=2"}
   */
  public static List<String> strace(String path, String... inject) {
    requireOrSkip("strace", "-f", "-o", "/dev/null", "true");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    if (!path.isEmpty()) {
      command.addAll(List.of("-P", path));
    }
    for (String each : inject) {
      command.addAll(List.of("-e", "inject=" + each));
    }
    return command;
  }
}
