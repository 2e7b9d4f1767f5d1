package dev.heartwood.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of its own that runs a main method; killed, if it still runs, at the end. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Path errors;

  private ChildJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * @param before what stands before java on the command line
   * @param errors the file for what it prints as errors
   */
  public static ChildJvm start(List<String> before, Path errors, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:ErrorFile=" + errors + ".crash", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ChildJvm(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /** The next line that it prints; null at its end. */
  public @Nullable String line() throws IOException {
    return out.readLine();
  }

  /** All that it still prints. */
  public List<String> lines() throws IOException {
    return out.lines().toList();
  }

  /** Goes on with the process where it waits for a line. */
  public void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** What it printed as errors so far. */
  public String errors() throws IOException {
    return Files.readString(errors);
  }

  /** What the JVM wrote of its own crash; empty if it has not crashed. */
  public String crash() {
    try {
      return Files.readString(Path.of(errors + ".crash"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Its exit value: 137 if it was killed. */
  public int await() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still runs");
    }
    return process.exitValue();
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
