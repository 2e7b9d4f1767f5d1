package dev.heartwood.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs candidates in turn, A B C A B C ..., each trial in a JVM of its own, and prints one table of
 * medians in Markdown, since machines drift and only figures of one run compare.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.heartwood.benchmarks.peers.Comparison \
 *     [--peers logstash-async,heartwood] [--workload PLAIN] [--forks 3] [--ring 262144] [--quick]
 * }</pre>
 */
public final class Comparison {
  static final String PREFIX = "measured ";

  private static final List<String> JVM_OPTIONS = List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC");

  private final List<Candidate> candidates;
  private final Workload workload;
  private final int forks;
  private final int ringSize;
  private final boolean quick;
  private final Map<Candidate, Map<String, List<Double>>> results = new TreeMap<>();

  private Comparison(Map<String, String> options) {
    this.candidates =
        options.containsKey("--peers")
            ? Arrays.stream(options.get("--peers").split(",")).map(Candidate::of).toList()
            : List.of(Candidate.values());
    this.workload = Workload.valueOf(options.getOrDefault("--workload", "PLAIN"));
    this.quick = options.containsKey("--quick");
    this.forks = Integer.parseInt(options.getOrDefault("--forks", quick ? "1" : "3"));
    this.ringSize = Integer.parseInt(options.getOrDefault("--ring", "262144"));
  }

  public static void main(String[] args) throws Exception {
    Comparison comparison = new Comparison(options(args));
    comparison.run();
    System.out.println(comparison.table());
    if (!comparison.everyLineOnce()) {
      System.exit(1);
    }
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> options.put(args[i], "");
        case "--peers", "--workload", "--forks", "--ring" -> options.put(args[i], args[++i]);
        default ->
            throw new IllegalArgumentException(
                "option must be --peers, --workload, --forks, --ring or --quick, was " + args[i]);
      }
    }
    return options;
  }

  private void run() throws IOException, InterruptedException {
    for (int fork = 0; fork < forks; fork++) {
      for (Candidate candidate : candidates) {
        trial(candidate)
            .forEach(
                (measure, value) ->
                    results
                        .computeIfAbsent(candidate, c -> new TreeMap<>())
                        .computeIfAbsent(measure, m -> new ArrayList<>())
                        .add(value));
      }
    }
  }

  private Map<String, Double> trial(Candidate candidate) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("heartwood-peers");
    Path file = directory.resolve("out.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(candidate.jvmOptions(file, ringSize, workload));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Trial.class.getName()));
    command.addAll(List.of(candidate.label, workload.name(), "" + ringSize, file.toString()));
    command.add(quick ? "quick" : "full");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Map<String, Double> measures = new TreeMap<>();
    List<String> noise = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      out.lines()
          .forEach(
              line -> {
                if (line.startsWith(PREFIX)) {
                  String[] parts = line.substring(PREFIX.length()).split(" ");
                  measures.put(parts[0], Double.valueOf(parts[1]));
                } else {
                  noise.add(line);
                }
              });
    }
    int status = process.waitFor();
    Files.deleteIfExists(file);
    Files.deleteIfExists(directory);
    if (status != 0 || !measures.containsKey("missing")) {
      throw new IllegalStateException(
          candidate.label + " ended with " + status + ":\n" + String.join("\n", noise));
    }
    System.err.println(candidate.label + " " + measures);
    return measures;
  }

  private boolean everyLineOnce() {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey().isOurs())
        .map(Map.Entry::getValue)
        .allMatch(m -> worst(m, "missing") == 0 && worst(m, "doubled") == 0);
  }

  private String table() {
    String header =
        "| peer | sustained 1 / 2, M/s | burst ns | call p50 / p99 / p99.9 ns | B/call | B/event"
            + " | CPU ns | GC ms | idle % | missing, doubled |\n"
            + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    return results.entrySet().stream()
        .map(entry -> row(entry.getKey(), entry.getValue()))
        .collect(
            Collectors.joining(
                "\n",
                String.format(
                        "JDK %s, %d cores, ring %d, workload %s, medians of %d%n%n",
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        ringSize,
                        workload,
                        forks)
                    + header,
                ""));
  }

  private static String row(Candidate candidate, Map<String, List<Double>> m) {
    return String.format(
        "| %s | %.2f / %.2f | %.0f | %.0f / %.0f / %.0f | %.0f | %.0f | %.0f | %.0f | %.2f | %.0f,"
            + " %.0f |",
        candidate.label,
        median(m, "sustained1"),
        median(m, "sustained2"),
        median(m, "burstNanos"),
        median(m, "service50.0"),
        median(m, "service99.0"),
        median(m, "service99.9"),
        median(m, "bytesPerCall"),
        median(m, "bytesPerEvent"),
        median(m, "cpuNanos"),
        median(m, "gcMillis"),
        median(m, "idlePercent"),
        worst(m, "missing"),
        worst(m, "doubled"));
  }

  private static double median(Map<String, List<Double>> measures, String name) {
    double[] sorted =
        measures.getOrDefault(name, List.of()).stream().mapToDouble(d -> d).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  private static double worst(Map<String, List<Double>> measures, String name) {
    return measures.getOrDefault(name, List.of()).stream()
        .mapToDouble(d -> d)
        .max()
        .orElse(Double.NaN);
  }
}
