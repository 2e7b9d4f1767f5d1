package dev.heartwood.benchmarks.service;

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
 * @param candidates in the order in which they run
 * @param scenarios {@code burst}, {@code load}
 * @param entries of {@code load}, with those of the warm-up
 * @param burst entries of {@code burst}
 * @param warmup entries before either
 * @param connections that send batches
 * @param singleSeconds for which entries are sent one by one, after as long a warm-up
 * @param askSeconds for which questions are asked beside a writer, and again alone
 * @param askPauseMillis between two questions
 * @param heap of each server that is a JVM
 * @param jvmOptions of Heartwood's, such as those of a profiler
 * @param directory holds what the servers keep, so it says which disk is measured
 * @param heartwood the runnable jar
 * @param opensearch the directory that its module was built to
 * @param results file that measures are kept in, from one run to the next; or null
 * @param settles whether it waits until all is packed on disk
 */
record RunOptions(
    List<ServiceCandidate> candidates,
    List<String> scenarios,
    long entries,
    long burst,
    long warmup,
    int connections,
    int singleSeconds,
    int askSeconds,
    int askPauseMillis,
    String heap,
    List<String> jvmOptions,
    Path directory,
    Path heartwood,
    Path opensearch,
    @Nullable Path results,
    boolean settles) {
  static final String BURST = "burst";
  static final String LOAD = "load";

  private static final ServiceCandidate[] USUAL = {
    ServiceCandidate.HEARTWOOD, ServiceCandidate.OPENSEARCH, ServiceCandidate.POSTGRESQL
  };

  private static final List<String> VALUED =
      List.of(
          "--candidates",
          "--scenarios",
          "--entries",
          "--burst",
          "--warmup",
          "--connections",
          "--single-seconds",
          "--ask-seconds",
          "--heap",
          "--jvm-options",
          "--directory",
          "--heartwood",
          "--opensearch",
          "--results");

  RunOptions {
    if (warmup < 1000) {
      throw new IllegalArgumentException("warmup must be at least 1000, was " + warmup);
    }
    if (entries <= warmup) {
      throw new IllegalArgumentException(
          "entries must be more than those of the warm-up, " + warmup + ", was " + entries);
    }
  }

  /**
   * @param build where the modules of this build are
   */
  static RunOptions parse(String[] args, Path build) {
    Map<String, String> given = new TreeMap<>();
    boolean quick = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--quick")) {
        quick = true;
      } else if (VALUED.contains(args[i]) && i + 1 < args.length) {
        given.put(args[i], args[++i]);
      } else {
        throw new IllegalArgumentException(
            "option must be --quick or, with a value, one of " + VALUED + ", was " + args[i]);
      }
    }
    String directory = given.getOrDefault("--directory", System.getProperty("java.io.tmpdir"));
    Path jar = build.resolve("service/target/heartwood-service.jar");
    Path jars = build.resolve("benchmarks/opensearch/target");
    return new RunOptions(
        list(given.get("--candidates"), ServiceCandidate::of, USUAL),
        list(given.get("--scenarios"), RunOptions::scenario, new String[] {BURST, LOAD}),
        number(given, "--entries", quick ? 20_000 : 5_000_000),
        number(given, "--burst", quick ? 20_000 : 1_000_000),
        number(given, "--warmup", quick ? 5_000 : 200_000),
        (int) number(given, "--connections", 4),
        (int) number(given, "--single-seconds", quick ? 1 : 20),
        (int) number(given, "--ask-seconds", quick ? 1 : 30),
        quick ? 0 : 40,
        given.getOrDefault("--heap", "1g"),
        given.containsKey("--jvm-options")
            ? List.of(given.get("--jvm-options").split(" "))
            : List.of(),
        Path.of(directory),
        given.containsKey("--heartwood") ? Path.of(given.get("--heartwood")) : jar,
        given.containsKey("--opensearch") ? Path.of(given.get("--opensearch")) : jars,
        given.containsKey("--results") ? Path.of(given.get("--results")) : null,
        !quick);
  }

  private static String scenario(String name) {
    if (!name.equals(BURST) && !name.equals(LOAD)) {
      throw new IllegalArgumentException("scenario must be burst or load, was " + name);
    }
    return name;
  }

  private static long number(Map<String, String> given, String name, long usual) {
    String text = given.get(name);
    long value = text == null ? usual : Long.parseLong(text);
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
    return value;
  }

  private static <T> List<T> list(@Nullable String names, Function<String, T> of, T[] usual) {
    return names == null ? List.of(usual) : Arrays.stream(names.split(",")).map(of).toList();
  }
}
