package dev.heartwood.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/** One row of the table: a measure of a scenario, how it is printed, and which way is better. */
record Row(String title, Scenario scenario, String measure, String format, boolean moreIsBetter) {

  static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    rows.add(rate("sustained, 1 producer, M/s", Scenario.SPEED, 1));
    rows.add(rate("sustained, 2 producers, M/s", Scenario.SPEED, 2));
    rows.add(cost("burst, ns per call", Scenario.SPEED, "burst", "%.0f"));
    for (String kind : List.of("service", "response")) {
      for (double percentile : Paced.PERCENTILES) {
        rows.add(
            cost(
                kind + " at 100,000/s, " + named(percentile) + ", ns",
                Scenario.SPEED,
                kind + percentile,
                "%.0f"));
      }
    }
    rows.add(cost("bytes per call, caller", Scenario.SPEED, "bytesPerCall1", "%.0f"));
    rows.add(cost("bytes per event, all threads", Scenario.SPEED, "bytesPerEvent1", "%.0f"));
    rows.add(cost("CPU, ns per event, 1 producer", Scenario.SPEED, "cpu1", "%.0f"));
    rows.add(cost("CPU, ns per event, 2 producers", Scenario.SPEED, "cpu2", "%.0f"));
    rows.add(cost("GC, ms per 1M events", Scenario.SPEED, "gc1", "%.1f"));
    rows.add(rate("ring 4096, 1 producer, M/s", Scenario.RING_4096, 1));
    rows.add(rate("ring 4096, 2 producers, M/s", Scenario.RING_4096, 2));
    rows.add(rate("ring 4096, 64 producers, M/s", Scenario.RING_4096, 64));
    rows.add(
        cost(
            "ring 4096, 64 producers, longest call, ms",
            Scenario.RING_4096,
            "longestCall",
            "%.1f"));
    rows.add(rate("ring 256, 1 producer, M/s", Scenario.RING_256, 1));
    rows.add(rate("ring 256, 2 producers, M/s", Scenario.RING_256, 2));
    rows.addAll(tail("after sync", "afterSync"));
    rows.addAll(tail("beside fsync", "fsync"));
    rows.addAll(tail("beside sync", "sync"));
    rows.add(rate("with MDC, 1 producer, M/s", Scenario.MDC, 1));
    rows.add(rate("with key-values, 1 producer, M/s", Scenario.KEY_VALUES, 1));
    rows.add(rate("with exception, 1 producer, M/s", Scenario.EXCEPTION, 1));
    rows.add(cost("call to line at 1,000/s, p50, us", Scenario.QUIET, "delay50", "%.0f"));
    rows.add(cost("call to line at 1,000/s, p99, us", Scenario.QUIET, "delay99", "%.0f"));
    rows.add(cost("call to line at 1,000/s, max, us", Scenario.QUIET, "delayMax", "%.0f"));
    rows.add(cost("first event after idling, us", Scenario.QUIET, "firstEvent", "%.0f"));
    rows.add(cost("CPU at 1,000/s, % of a core", Scenario.QUIET, "slowCpu", "%.2f"));
    rows.add(cost("idle CPU, % of a core", Scenario.QUIET, "idleCpu", "%.2f"));
    for (int producers : new int[] {1, 2, 64}) {
      rows.add(
          new Row(
              "on the disk when a call returns, "
                  + producers
                  + (producers == 1 ? " producer, M/s" : " producers, M/s"),
              Scenario.DISK,
              "sustained" + producers,
              "%.4f",
              true));
    }
    rows.add(
        cost("the same, 64 producers, longest call, ms", Scenario.DISK, "longestCall", "%.1f"));
    rows.add(cost("lost by kill -9 after 2 s", Scenario.KILL, "lost", "%.0f"));
    return rows;
  }

  private static List<Row> tail(String when, String measure) {
    List<Row> rows = new ArrayList<>();
    for (double percentile : BesideWriter.PERCENTILES) {
      rows.add(
          cost(
              "service " + when + ", " + named(percentile) + ", ns",
              Scenario.FSYNC,
              measure + percentile,
              "%.0f"));
    }
    return rows;
  }

  private static Row rate(String title, Scenario scenario, int producers) {
    return new Row(title, scenario, "sustained" + producers, "%.2f", true);
  }

  private static Row cost(String title, Scenario scenario, String measure, String format) {
    return new Row(title, scenario, measure, format, false);
  }

  private static String named(double percentile) {
    if (percentile == 100) {
      return "max";
    }
    return "p" + (percentile == Math.rint(percentile) ? "" + (int) percentile : "" + percentile);
  }

  /** The median, as it stands in the table; a dash if it was not measured. */
  String print(Results results, Candidate candidate) {
    double median = median(results, candidate);
    return Double.isNaN(median) ? "-" : String.format(java.util.Locale.ROOT, format, median);
  }

  double median(Results results, Candidate candidate) {
    return results.median(candidate, scenario, measure);
  }

  /** Whether {@code a} is the better figure; NaN never is. */
  boolean isBetter(double a, double b) {
    return !Double.isNaN(a) && (Double.isNaN(b) || (moreIsBetter ? a > b : a < b));
  }
}
