package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What does the log service do beside its peers, as its clients see it? Each is started empty, in a
 * process of its own, is sent the same entries by the same client, and waits for the disk before it
 * acknowledges; every entry must then be found, once. Prints one table in Markdown. Ends with 1 if
 * they answer differently.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.heartwood.benchmarks.service.ServiceComparison \
 *     [--candidates heartwood,opensearch,postgresql] [--scenarios burst,load] [--entries 5000000] \
 *     [--directory DIR] [--quick]
 * }</pre>
 */
public final class ServiceComparison {
  private static final Duration AGE = Duration.ofDays(9); // older than days that may still grow

  private final RunOptions options;
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(AGE);
  private final Measures measures = new Measures();

  private ServiceComparison(RunOptions options) {
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    ServiceComparison comparison = new ServiceComparison(RunOptions.parse(args, build()));
    comparison.run();
    System.exit(comparison.measures.answersAgree() ? 0 : 1);
  }

  /** The directory of the modules, as seen from the jar that this class is in. */
  private static Path build() throws URISyntaxException {
    Path jar =
        Path.of(
            ServiceComparison.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path target = jar.getParent();
    return target == null ? Path.of("") : target.resolve("../..").normalize();
  }

  private void run() throws IOException, InterruptedException {
    measures.load(options.results());
    List<ServiceCandidate> present = new ArrayList<>();
    for (ServiceCandidate candidate : options.candidates()) {
      String missing = candidate.missing(options);
      if (missing == null) {
        present.add(candidate);
      } else {
        System.out.println(candidate.label() + " is left out: " + missing);
      }
    }
    for (String scenario : options.scenarios()) {
      for (ServiceCandidate candidate : present) {
        Map<String, Double> measured = run(candidate, scenario);
        System.err.println(candidate.label() + " " + scenario + " " + measured);
        measures.add(candidate, measured);
        measures.save(options.results());
      }
    }
    System.out.printf(
        "JDK %s, %d cores, heap %s, %,d entries (burst %,d), %d connections%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        options.heap(),
        options.entries(),
        options.burst(),
        options.connections());
    System.out.println(new FiguresTable(measures));
  }

  private Map<String, Double> run(ServiceCandidate candidate, String scenario)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(options.directory(), "heartwood-service");
    try {
      ServiceTrial trial = new ServiceTrial(candidate, options, directory, start);
      return scenario.equals(RunOptions.BURST) ? trial.burst() : trial.load();
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
