package dev.heartwood.benchmarks.peers;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;

/**
 * Runs candidates in turn, A B C A B C ..., each in a JVM of its own, and prints one table of
 * medians in Markdown, since machines drift and only figures of one run compare. Ends with 1 if one
 * of ours did not write every line exactly once.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.heartwood.benchmarks.peers.Comparison \
 *     [--peers logstash-async,heartwood] [--scenarios speed,quiet] [--forks 3] [--ring 262144] \
 *     [--directory DIR] [--ring-directory DIR] [--quick]
 * }</pre>
 */
public final class Comparison {
  private final Options options;
  private final Results results = new Results();

  private Comparison(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    Comparison comparison = new Comparison(Options.parse(args));
    double loadBefore = load();
    comparison.run();
    System.out.printf(
        Locale.ROOT,
        "JDK %s, %d cores, ring %d, medians of %d, load average %.1f before and %.1f after%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        comparison.options.ringSize(),
        comparison.options.forks(),
        loadBefore,
        load());
    System.out.println(new Table(comparison.options.candidates(), comparison.results));
    System.exit(comparison.oursAreExact() ? 0 : 1);
  }

  private void run() throws Exception {
    for (Scenario scenario : options.scenarios()) {
      for (int fork = 0; fork < options.forks(); fork++) {
        for (Candidate candidate : options.candidates().stream().filter(scenario::suits).toList()) {
          Map<String, Double> measures = new Fork(candidate, scenario, options).run();
          System.err.println(scenario.label + " " + candidate.label + " " + measures);
          results.add(candidate, scenario, measures);
        }
      }
    }
  }

  private boolean oursAreExact() {
    return options.candidates().stream()
        .filter(Candidate::isOurs)
        .allMatch(
            ours ->
                options.scenarios().stream()
                    .filter(scenario -> scenario.suits(ours))
                    .allMatch(scenario -> results.isExact(ours, scenario)));
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
