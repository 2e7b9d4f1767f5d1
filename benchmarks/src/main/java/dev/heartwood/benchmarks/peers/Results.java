package dev.heartwood.benchmarks.peers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all forks measured, by candidate and scenario. */
final class Results {
  private final Map<Candidate, Map<Scenario, Map<String, List<Double>>>> values =
      new EnumMap<>(Candidate.class);

  void add(Candidate candidate, Scenario scenario, Map<String, Double> measures) {
    Map<String, List<Double>> all =
        values
            .computeIfAbsent(candidate, c -> new EnumMap<>(Scenario.class))
            .computeIfAbsent(scenario, s -> new TreeMap<>());
    measures.forEach((name, value) -> all.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
  }

  /** NaN if there is none. */
  double median(Candidate candidate, Scenario scenario, String measure) {
    return median(values(candidate, scenario, measure));
  }

  /** NaN if there is none; of an even number the larger one in the middle. */
  static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }

  /** The largest of all forks, NaN if there is none. */
  double worst(Candidate candidate, Scenario scenario, String measure) {
    return values(candidate, scenario, measure).stream().reduce(Double::max).orElse(Double.NaN);
  }

  /** Whether every fork wrote every line once; true as well if there was none. */
  boolean isExact(Candidate candidate, Scenario scenario) {
    return !(worst(candidate, scenario, "missing") > 0)
        && !(worst(candidate, scenario, "doubled") > 0);
  }

  private List<Double> values(Candidate candidate, Scenario scenario, String measure) {
    return values
        .getOrDefault(candidate, Map.of())
        .getOrDefault(scenario, Map.of())
        .getOrDefault(measure, List.of());
  }
}
