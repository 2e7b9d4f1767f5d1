package dev.heartwood.benchmarks.peers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param candidates in the order in which they take turns
 * @param scenarios what each is put through
 * @param forks JVMs for each candidate and scenario, at least 1; medians are taken over them
 * @param ringSize of the scenarios that have no ring of their own; a power of two
 * @param directory holds the files that are written, so it says which file system is measured
 * @param ringDirectory holds the rings that lie in files, which may be on another file system
 * @param quick only shows that everything still runs
 */
record Options(
    List<Candidate> candidates,
    List<Scenario> scenarios,
    int forks,
    int ringSize,
    Path directory,
    Path ringDirectory,
    boolean quick) {

  Options {
    if (forks < 1) {
      throw new IllegalArgumentException("forks must be at least 1, was " + forks);
    }
    if (Integer.bitCount(ringSize) != 1) {
      throw new IllegalArgumentException("ring must be a power of two, was " + ringSize);
    }
  }

  static Options parse(String[] args) {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> given.put(args[i], "");
        case "--peers", "--scenarios", "--forks", "--ring", "--directory", "--ring-directory" ->
            given.put(args[i], args[++i]);
        default ->
            throw new IllegalArgumentException(
                "option must be --peers, --scenarios, --forks, --ring, --directory,"
                    + " --ring-directory or --quick, was "
                    + args[i]);
      }
    }
    String directory = given.getOrDefault("--directory", System.getProperty("java.io.tmpdir"));
    boolean quick = given.containsKey("--quick");
    Scenario[] usual = quick ? new Scenario[] {Scenario.SPEED} : Scenario.values();
    return new Options(
        list(given.get("--peers"), Candidate::of, Candidate.values()),
        list(given.get("--scenarios"), Scenario::of, usual),
        Integer.parseInt(given.getOrDefault("--forks", quick ? "1" : "3")),
        Integer.parseInt(given.getOrDefault("--ring", "262144")),
        Path.of(directory),
        Path.of(given.getOrDefault("--ring-directory", directory)),
        quick);
  }

  private static <T> List<T> list(@Nullable String names, Function<String, T> of, T[] usual) {
    return names == null ? List.of(usual) : Arrays.stream(names.split(",")).map(of).toList();
  }
}
