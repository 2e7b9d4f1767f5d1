package dev.heartwood.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path directory;

  @Test
  void every_scenario_runs_and_finds_every_line_once() throws Exception {
    Options options = Options.parse(new String[] {"--quick", "--directory", directory.toString()});
    Results results = new Results();
    for (Scenario scenario : Scenario.values()) {
      results.add(
          Candidate.APPENDER, scenario, new Fork(Candidate.APPENDER, scenario, options).run());
      assertThat(results.isExact(Candidate.APPENDER, scenario)).as(scenario.label).isTrue();
    }
    assertThat(Row.all())
        .allSatisfy(row -> assertThat(row.median(results, Candidate.APPENDER)).isNotNaN());
  }

  @Test
  void a_line_that_is_not_there_and_one_that_is_there_twice_are_found() throws Exception {
    Path file = directory.resolve("lines.log");
    Files.writeString(file, "a - order 0 filled\nb - order 2 filled\nc - order 2 filled\norder 3");
    assertThat(Lines.read(file, 4)).isEqualTo(new Lines(1, 1));
  }

  @Test
  void a_number_is_found_across_the_blocks_of_a_file() {
    List<Integer> found = new ArrayList<>();
    OrderScanner scanner = new OrderScanner(found::add);
    "order rejected, oorder 17, order".chars().forEach(scanner::accept);
    " 4".chars().forEach(scanner::accept);
    "2 orders\n".chars().forEach(scanner::accept);
    assertThat(found).containsExactly(17, 42);
  }

  @Test
  void a_ratio_is_taken_to_the_best_peer_that_lost_nothing() {
    Results results = new Results();
    results.add(Candidate.APPENDER, Scenario.SPEED, speed(6, 0));
    results.add(Candidate.LOGSTASH_ASYNC, Scenario.SPEED, speed(3, 0));
    results.add(Candidate.LOG4J2, Scenario.SPEED, speed(4, 1));
    String table =
        new Table(List.of(Candidate.LOGSTASH_ASYNC, Candidate.LOG4J2, Candidate.APPENDER), results)
            .toString();
    assertThat(table)
        .contains("| sustained, 1 producer, M/s | 6.00 (2.00x) | 3.00 | 4.00 (inexact) |");
  }

  private static Map<String, Double> speed(double millions, double missing) {
    return Map.of("sustained1", millions, "missing", missing, "doubled", 0.0);
  }
}
