package dev.heartwood.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts one candidate for one scenario in a JVM of its own and brings home what it measured. */
record Fork(Candidate candidate, Scenario scenario, Options options) {
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch");

  /** Without the memory that is touched first: on some machines that takes seconds. */
  private static final List<String> QUICK_JVM_OPTIONS = List.of("-Xmx512m", "-XX:+UseG1GC");

  private static final long FULL_SPEED_MILLIS = 2_000;
  private static final long QUICK_MILLIS = 100;
  private static final int CALLS_BEFORE_THE_CLOCK = 1_000;

  /** The measures by name; {@code missing} and {@code doubled} are always there. */
  Map<String, Double> run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(options.directory(), "heartwood-peers");
    Path rings = Files.createTempDirectory(options.ringDirectory(), "heartwood-rings");
    Path file = directory.resolve("out.log");
    Path ring = rings.resolve("ring");
    Path counter = directory.resolve("returned");
    try {
      return scenario == Scenario.KILL ? kill(file, ring, counter) : measure(file, ring);
    } finally {
      delete(directory);
      delete(rings);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private Map<String, Double> measure(Path file, Path ring)
      throws IOException, InterruptedException {
    Process process = start(Trial.class, file, ring, options.quick() ? "quick" : "full");
    Map<String, Double> measures = new TreeMap<>();
    List<String> noise = new ArrayList<>();
    try (BufferedReader out = output(process)) {
      out.lines()
          .forEach(
              line -> {
                if (line.startsWith(Session.PREFIX)) {
                  String[] parts = line.substring(Session.PREFIX.length()).split(" ");
                  measures.put(parts[0], Double.valueOf(parts[1]));
                } else {
                  noise.add(line);
                }
              });
    }
    int status = process.waitFor();
    if (status != 0 || !measures.containsKey("missing")) {
      throw new IllegalStateException(
          candidate.label + " ended with " + status + ":\n" + String.join("\n", noise));
    }
    return measures;
  }

  private Map<String, Double> kill(Path file, Path ring, Path counter)
      throws IOException, InterruptedException {
    ByteBuffer returned = KilledTrial.map(counter);
    Process process = start(KilledTrial.class, file, ring, counter.toString());
    try {
      while (returned.getInt(0) < CALLS_BEFORE_THE_CLOCK) {
        if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException(
              candidate.label + " ended:\n" + String.join("\n", output(process).lines().toList()));
        }
      }
      process.waitFor(options.quick() ? QUICK_MILLIS : FULL_SPEED_MILLIS, TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
    if (candidate.outlivesItsProcess()) {
      resume(file, ring);
    }
    Lines lines = Lines.read(file, returned.getInt(0));
    return Map.of(
        "lost", (double) lines.missing(), "missing", 0.0, "doubled", (double) lines.doubled());
  }

  /** Has the candidate start and stop once more, with nothing to log. */
  private void resume(Path file, Path ring) throws IOException, InterruptedException {
    Process process = start(ResumedTrial.class, file, ring, "");
    String noise;
    try (BufferedReader out = output(process)) {
      noise = String.join("\n", out.lines().toList());
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(candidate.label + " did not resume:\n" + noise);
    }
  }

  private Process start(Class<?> main, Path file, Path ring, String last) throws IOException {
    int ringSize = scenario.ringSize(options.ringSize());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options.quick() ? QUICK_JVM_OPTIONS : JVM_OPTIONS);
    command.addAll(candidate.jvmOptions(file, ring, ringSize, scenario.workload));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(candidate.label, scenario.label, "" + ringSize, file.toString(), last));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
