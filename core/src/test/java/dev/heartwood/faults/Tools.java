package dev.heartwood.faults;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
   * The beginning of a command line that makes a call of the rest fail, or ends it there.
   *
   * @param path the calls on this file only
   * @param inject as strace takes it: {@code "fsync:error=EIO:when=2"}; each thread counts for
   *     itself
   */
  public static List<String> strace(String path, String inject) {
    return strace(List.of(Path.of(path)), inject);
  }

  /** As above, for the calls on any of some files. */
  public static List<String> strace(List<Path> paths, String inject) {
    requireOrSkip("strace", "-f", "-o", "/dev/null", "true");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    for (Path path : paths) {
      command.addAll(List.of("-P", path.toString()));
    }
    command.addAll(List.of("-e", "inject=" + inject));
    return command;
  }
}
