package dev.heartwood.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a service in a heap of 128 MiB works off that one before it left. {@code
 * -Dheartwood.service.backlog=1000000} says how many entries.
 */
@Timeout(600)
class SmallHeapTest {
  private static final int ENTRIES = Integer.getInteger("heartwood.service.backlog", 300_000);
  private static final Duration WAIT = Duration.ofMinutes(4);
  private static final Pattern URL = Pattern.compile("listening on (http://\\S+),");

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> running = new ArrayList<>();

  @AfterEach
  void kill() {
    running.forEach(process -> process.destroyForcibly().onExit().join());
  }

  /** What it answers when asked whether it is ready. */
  private record Ready(int status, String state, double recovered, long behind) {}

  @Test
  void a_backlog_is_worked_off_before_it_is_ready_and_it_tells_how_far_it_is() throws Exception {
    Path data = directory.resolve("data");
    Path written = directory.resolve("written");
    Process writer =
        start(written, BacklogWriter.class.getName(), data.toString(), String.valueOf(ENTRIES));
    await()
        .atMost(WAIT)
        .until(() -> !writer.isAlive() || text(written).contains(BacklogWriter.DONE));
    assertThat(writer.isAlive()).as(text(written)).isTrue();
    writer.destroyForcibly().onExit().join();

    Path log = directory.resolve("log");
    Process service =
        start(log, "dev.heartwood.service.cli.Main", "serve", "--port", "0", "--data", "" + data);
    String url =
        await()
            .atMost(WAIT)
            .until(
                () -> {
                  assertThat(service.isAlive()).as(text(log)).isTrue();
                  Matcher matcher = URL.matcher(text(log));
                  return matcher.find() ? matcher.group(1) : "";
                },
                found -> !found.isEmpty());
    List<Ready> told = new ArrayList<>();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .atMost(WAIT)
        .until(
            () -> {
              told.add(ready(url));
              return told.get(told.size() - 1).status() == 200;
            });
    checkProgress(told);
    JsonNode page = get(url + "/api/v1/logs?limit=1&count=exact").json();
    assertThat(page.get("pagination").get("total").intValue()).isEqualTo(ENTRIES);
    assertThat(text(log)).doesNotContain("ERROR", "OutOfMemory");

    service.destroyForcibly().onExit().join();
    checkAllFoundOnce(data);
  }

  private static void checkProgress(List<Ready> told) {
    List<Ready> before = told.subList(0, told.size() - 1);
    assertThat(before).allMatch(each -> each.status() == 503 && each.state().equals("starting"));
    assertThat(before).allMatch(each -> each.behind() >= 0 && each.behind() <= ENTRIES);
    assertThat(told).isSortedAccordingTo((one, next) -> Long.compare(next.behind(), one.behind()));
    assertThat(before).anyMatch(each -> each.recovered() > 0 && each.recovered() < 1);
    assertThat(told)
        .isSortedAccordingTo((one, next) -> Double.compare(one.recovered(), next.recovered()));
    assertThat(told.get(told.size() - 1)).isEqualTo(new Ready(200, "running", 1, 0));
  }

  private static void checkAllFoundOnce(Path data) throws Exception {
    try (LogService service = LogService.open(ServiceOptions.in(data))) {
      Services.refresh(service);
      BitSet found = new BitSet();
      List<Integer> twice = new ArrayList<>();
      service.scan(
          LogQuery.newest(Condition.EVERYTHING, 1),
          entry -> {
            int number = BacklogWriter.number(entry.content().message());
            if (found.get(number)) {
              twice.add(number);
            }
            found.set(number);
            return true;
          });
      assertThat(twice).isEmpty();
      assertThat(found.cardinality()).isEqualTo(ENTRIES);
      assertThat(found.length()).isEqualTo(ENTRIES);
      assertThat(service.accounting().total().stored()).isEqualTo(ENTRIES);
    }
  }

  private Ready ready(String url) throws Exception {
    Answer answer = get(url + "/health/ready");
    JsonNode json = answer.json();
    return new Ready(
        answer.status(),
        json.get("state").stringValue(),
        json.get("recovered").doubleValue(),
        json.get("views").get(0).get("behind").longValue());
  }

  private record Answer(int status, JsonNode json) {}

  private Answer get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(WAIT).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  private Process start(Path printed, String... mainAndArguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(Arrays.asList(mainAndArguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HEARTWOOD_"));
    Process process = builder.start();
    running.add(process);
    return process;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }
}
