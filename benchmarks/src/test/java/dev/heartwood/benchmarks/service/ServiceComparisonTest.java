package dev.heartwood.benchmarks.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.service.entry.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceComparisonTest {
  @TempDir Path directory;

  @Test
  void a_ratio_and_a_target_are_those_of_our_figure_to_the_peers() {
    Measures measures = new Measures();
    measures.add(ServiceCandidate.POSTGRESQL, Map.of("load.found", 50_000.0));
    measures.add(ServiceCandidate.OPENSEARCH, Map.of("load.found", 40_000.0));
    measures.add(ServiceCandidate.HEARTWOOD, Map.of("load.found", 60_000.0));
    assertThat(new FiguresTable(measures).toString())
        .contains("| figure | target | heartwood | opensearch | ratio | postgresql | ratio |")
        .contains("| at least 1.3x OpenSearch: met | 60,000 | 40,000 | 1.50x | 50,000 | 1.20x |")
        .doesNotContain("burst");
  }

  @Test
  void a_figure_on_the_wrong_side_of_its_target_is_called_missed() {
    Measures measures = new Measures();
    measures.add(ServiceCandidate.HEARTWOOD, Map.of("single.p99", 51.0, "single.rate", 9_999.0));
    assertThat(new FiguresTable(measures).toString())
        .contains("| at most 50: missed | 51.0 |")
        .contains("| at least 10,000: missed | 9,999 |");
  }

  @Test
  void candidates_that_answer_differently_are_told_apart() {
    Measures measures = new Measures();
    measures.add(ServiceCandidate.HEARTWOOD, Map.of("answers", 7.0));
    measures.add(ServiceCandidate.POSTGRESQL, Map.of("start", 1.0));
    assertThat(measures.answersAgree()).isTrue();
    measures.add(ServiceCandidate.OPENSEARCH, Map.of("answers", 8.0));
    assertThat(measures.answersAgree()).isFalse();
  }

  @Test
  void measures_of_an_earlier_run_come_back() throws Exception {
    Path file = directory.resolve("results");
    Measures earlier = new Measures();
    earlier.add(ServiceCandidate.OPENSEARCH, Map.of("beside.ID.p50", 1.25));
    earlier.save(file);
    Measures later = new Measures();
    later.load(file);
    assertThat(later.of(ServiceCandidate.OPENSEARCH, "beside.ID.p50")).isEqualTo(1.25);
    assertThat(later.of(ServiceCandidate.HEARTWOOD, "beside.ID.p50")).isNaN();
  }

  @Test
  void an_answer_is_whole_once_its_last_byte_is_there() throws Exception {
    assertThat(answer("HTTP/1.1 201 Created\r\n", "Content-Length: 4\r\n\r\nab", "cd"))
        .isEqualTo("201 abcd");
    assertThat(answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")).isEqualTo("503 ");
  }

  @Test
  void an_answer_in_chunks_is_joined() throws Exception {
    assertThat(
            answer(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "3\r\nabc\r\n",
                "a\r\n0123456789\r\n0\r\n\r\n"))
        .isEqualTo("200 abc0123456789");
  }

  /** As it is read when each part comes on its own. */
  private static String answer(String... parts) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = HttpConnection.open(server.getLocalPort());
        Socket socket = server.accept()) {
      HttpAnswer answer = new HttpAnswer();
      answer.clear();
      for (int i = 0; i < parts.length; i++) {
        socket.getOutputStream().write(parts[i].getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.read(client)).isEqualTo(i == parts.length - 1);
      }
      return answer.toString();
    }
  }

  @Test
  void bodies_have_each_entry_once_and_are_found_by_their_parts() throws Exception {
    ServiceWorkload workload = new ServiceWorkload(1000, Instant.EPOCH);
    Bodies.Format ids = (entry, out) -> out.write((entry.id() + "\n").getBytes());
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (Bodies bodies = Bodies.render(directory, ids, workload, 250, 100)) {
      assertThat(bodies.parts()).extracting(Bodies.Part::entries).containsExactly(100, 100, 50);
      for (Bodies.Part part : bodies.parts()) {
        assertThat(new String(bodies.bytes(part))).startsWith(part.firstId() + "\n");
        bodies.transfer(part, Channels.newChannel(sent));
      }
    }
    assertThat(sent.toString().lines()).hasSize(250).doesNotHaveDuplicates();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void more_entries_than_seven_days_have_are_of_the_last_day_and_differ() {
    ServiceWorkload workload = new ServiceWorkload(700, Instant.EPOCH);
    List<LogEntry> days = workload.next(700);
    List<LogEntry> more = workload.next(250);
    Instant last = Instant.EPOCH.plus(Duration.ofDays(6));
    assertThat(more)
        .allSatisfy(
            entry ->
                assertThat(entry.received())
                    .isBetween(last, last.plus(Duration.ofDays(1)).minusMillis(1)));
    assertThat(Stream.concat(days.stream(), more.stream()).map(LogEntry::id))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_wrong_option_is_refused_by_name() {
    assertThatThrownBy(() -> RunOptions.parse(new String[] {"--fast"}, directory))
        .hasMessageEndingWith(", was --fast");
    assertThatThrownBy(
            () -> RunOptions.parse(new String[] {"--quick", "--entries", "5000"}, directory))
        .hasMessage("entries must be more than those of the warm-up, 5000, was 5000");
    assertThatThrownBy(() -> RunOptions.parse(new String[] {"--candidates", "elastic"}, directory))
        .hasMessageContaining("candidate must be one of [heartwood, opensearch")
        .hasMessageEndingWith(", was elastic");
  }
}
