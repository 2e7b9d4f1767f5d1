package dev.heartwood.benchmarks.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param name under which a {@link ServiceTrial} measured it
 * @param format of its value
 * @param target null if we set ourselves none
 */
record Figure(String name, String title, String format, @Nullable Target target) {
  /**
   * What we want.
   *
   * @param ofPeer whether the bound is one of our value in relation to that of OpenSearch
   */
  record Target(double bound, boolean atLeast, boolean ofPeer) {
    boolean isMet(double ours, double peer) {
      double value = ofPeer ? ours / peer : ours;
      return atLeast ? value >= bound : value <= bound;
    }

    @Override
    public String toString() {
      return (atLeast ? "at least " : "at most ")
          + (ofPeer
              ? String.format(Locale.ROOT, "%.1fx OpenSearch", bound)
              : String.format(Locale.ROOT, "%,.0f", bound));
    }
  }

  static List<Figure> all() {
    List<Figure> rows = new ArrayList<>();
    rows.add(plain("start", "start of an empty server, s", "%.1f"));
    rows.add(
        new Figure(
            "burst.acknowledged",
            "burst: acknowledged entries/s",
            "%,.0f",
            new Target(100_000, true, false)));
    rows.add(plain("burst.batch.p99", "burst: a batch, p99, ms", "%.1f"));
    rows.add(plain("burst.backlog", "burst: most entries not yet found", "%,.0f"));
    rows.add(plain("burst.journal", "burst: most MB of the journal", "%.0f"));
    rows.add(plain("burst.found", "burst: all found after the last answer, s", "%.1f"));
    rows.add(plain("burst.others", "burst: taken by other processes, % of the machine", "%.1f"));
    rows.add(
        new Figure("single.rate", "single entries/s", "%,.0f", new Target(10_000, true, false)));
    rows.add(plain("single.p50", "a single entry, p50, ms", "%.1f"));
    rows.add(
        new Figure("single.p99", "a single entry, p99, ms", "%.1f", new Target(50, false, false)));
    rows.add(plain("single.server", "a single entry, server CPU, us", "%.0f"));
    rows.add(plain("single.client", "a single entry, client CPU, us", "%.0f"));
    rows.add(plain("burst.memory", "peak RSS of the server, MB", "%.0f"));
    rows.add(plain("load.acknowledged", "load: acknowledged entries/s", "%,.0f"));
    rows.add(
        new Figure(
            "load.found",
            "load: entries/s until all are found",
            "%,.0f",
            new Target(1.3, true, true)));
    rows.add(plain("load.backlog", "load: most entries not yet found", "%,.0f"));
    rows.add(plain("load.batch.p50", "load: a batch, p50, ms", "%.1f"));
    rows.add(plain("load.batch.p99", "load: a batch, p99, ms", "%.1f"));
    rows.add(plain("load.server", "load: server CPU, us per entry", "%.1f"));
    rows.add(plain("load.client", "load: client CPU, us per entry", "%.2f"));
    rows.add(plain("load.others", "load: taken by other processes, % of the machine", "%.1f"));
    rows.add(plain("load.memory", "load: peak RSS of the server, MB", "%.0f"));
    rows.add(plain("bytes.loaded", "bytes on disk per entry, when all are found", "%.0f"));
    rows.add(
        new Figure(
            "bytes.settled",
            "bytes on disk per entry, packed",
            "%.0f",
            new Target(0.5, false, true)));
    rows.add(plain("answers", "entries that 120 answers are about", "%,.0f"));
    rows.add(plain("beside.rate", "entries/s added beside questions", "%,.0f"));
    questions(rows, "beside", "beside a writer", new Target(50, false, false));
    questions(rows, "alone", "alone, packed", null);
    return rows;
  }

  private static void questions(
      List<Figure> rows, String prefix, String when, @Nullable Target target) {
    for (Question question : Question.values()) {
      String name = prefix + "." + question;
      rows.add(
          new Figure(name + ".p50", question.title + ", " + when + ", median, ms", "%.1f", target));
      rows.add(plain(name + ".p99", question.title + ", " + when + ", p99, ms", "%.1f"));
    }
  }

  private static Figure plain(String name, String title, String format) {
    return new Figure(name, title, format, null);
  }

  String print(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
