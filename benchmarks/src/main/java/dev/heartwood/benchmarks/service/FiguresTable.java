package dev.heartwood.benchmarks.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All figures in Markdown: one a row, with what we want of ourselves and whether it is so, our
 * value, and each peer's with ours in relation to it.
 */
final class FiguresTable {
  private final List<ServiceCandidate> candidates;
  private final Measures measures;

  FiguresTable(Measures measures) {
    this.measures = measures;
    candidates = Arrays.stream(ServiceCandidate.values()).filter(measures::has).toList();
  }

  @Override
  public String toString() {
    List<String> head = new ArrayList<>(List.of("figure", "target"));
    for (ServiceCandidate candidate : candidates) {
      head.add(candidate.label());
      if (isPeer(candidate)) {
        head.add("ratio");
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(head));
    List<String> rule = new ArrayList<>(List.of("---", "---"));
    rule.addAll(Collections.nCopies(head.size() - 2, "---:"));
    lines.add(line(rule));
    for (Figure figure : Figure.all()) {
      if (candidates.stream().anyMatch(each -> !Double.isNaN(value(each, figure)))) {
        lines.add(line(row(figure)));
      }
    }
    return String.join("\n", lines);
  }

  private List<String> row(Figure figure) {
    double ours = value(ServiceCandidate.HEARTWOOD, figure);
    List<String> cells = new ArrayList<>(List.of(figure.title(), target(figure, ours)));
    for (ServiceCandidate candidate : candidates) {
      double value = value(candidate, figure);
      cells.add(figure.print(value));
      if (isPeer(candidate)) {
        double ratio = ours / value;
        cells.add(Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2fx", ratio) : "-");
      }
    }
    return cells;
  }

  private String target(Figure figure, double ours) {
    Figure.@Nullable Target target = figure.target();
    if (target == null) {
      return "";
    }
    double peer = value(ServiceCandidate.OPENSEARCH, figure);
    if (Double.isNaN(ours) || (target.ofPeer() && Double.isNaN(peer))) {
      return target.toString();
    }
    return target + (target.isMet(ours, peer) ? ": met" : ": missed");
  }

  private boolean isPeer(ServiceCandidate candidate) {
    return candidate != ServiceCandidate.HEARTWOOD
        && candidates.contains(ServiceCandidate.HEARTWOOD);
  }

  private double value(ServiceCandidate candidate, Figure figure) {
    return measures.of(candidate, figure.name());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
