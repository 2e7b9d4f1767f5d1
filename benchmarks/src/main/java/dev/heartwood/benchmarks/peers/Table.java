package dev.heartwood.benchmarks.peers;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Medians in Markdown, a measure a row, a candidate a column. Ours come first, with their ratio to
 * the best of the peers that do the same and lost nothing in that scenario; those follow.
 */
final class Table {
  private final List<Candidate> ours;
  private final List<Candidate> peers;
  private final Results results;

  Table(List<Candidate> candidates, Results results) {
    this.ours = candidates.stream().filter(Candidate::isOurs).toList();
    this.peers = candidates.stream().filter(candidate -> !candidate.isOurs()).toList();
    this.results = results;
  }

  @Override
  public String toString() {
    String head =
        line(Stream.concat(Stream.of("measure"), columns().map(candidate -> candidate.label)))
            + "\n"
            + line(
                IntStream.rangeClosed(0, ours.size() + peers.size())
                    .mapToObj(i -> i == 0 ? "---" : "---:"));
    Stream<String> rows =
        Row.all().stream()
            .filter(row -> columns().anyMatch(c -> !Double.isNaN(row.median(results, c))))
            .map(this::row);
    Stream<String> exactness =
        Stream.of(Scenario.values()).filter(this::wasRun).map(this::exactness);
    return Stream.concat(Stream.of(head), Stream.concat(rows, exactness))
        .collect(Collectors.joining("\n"));
  }

  private Stream<Candidate> columns() {
    return Stream.concat(ours.stream(), peers.stream());
  }

  private String row(Row row) {
    return line(Stream.concat(Stream.of(row.title()), columns().map(c -> cell(row, c))));
  }

  private String cell(Row row, Candidate candidate) {
    String value = row.print(results, candidate);
    if (!candidate.isOurs()) {
      return results.isExact(candidate, row.scenario()) ? value : value + " (inexact)";
    }
    return bestRival(row, candidate)
        .map(best -> row.median(results, candidate) / row.median(results, best))
        .filter(Double::isFinite)
        .map(ratio -> String.format(Locale.ROOT, "%s (%.2fx)", value, ratio))
        .orElse(value);
  }

  private Optional<Candidate> bestRival(Row row, Candidate candidate) {
    return peers.stream()
        .filter(candidate.rivals()::contains)
        .filter(peer -> results.isExact(peer, row.scenario()))
        .filter(peer -> !Double.isNaN(row.median(results, peer)))
        .reduce((a, b) -> row.isBetter(row.median(results, b), row.median(results, a)) ? b : a);
  }

  private boolean wasRun(Scenario scenario) {
    return columns().anyMatch(c -> !Double.isNaN(results.worst(c, scenario, "missing")));
  }

  private String exactness(Scenario scenario) {
    return line(
        Stream.concat(
            Stream.of(scenario.label + ": lines missing, doubled (worst fork)"),
            columns().map(candidate -> exactness(candidate, scenario))));
  }

  private String exactness(Candidate candidate, Scenario scenario) {
    double missing = results.worst(candidate, scenario, "missing");
    double doubled = results.worst(candidate, scenario, "doubled");
    return Double.isNaN(missing) ? "-" : String.format(Locale.ROOT, "%.0f, %.0f", missing, doubled);
  }

  private static String line(Stream<String> cells) {
    return cells.collect(Collectors.joining(" | ", "| ", " |"));
  }
}
