package dev.heartwood.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar as users run it; made by {@code mvn package}, so this runs behind it. */
class RunnableJarTest {
  private static final Path JAR = Path.of("target", "heartwood-service.jar");
  private static final Pattern URL = Pattern.compile("listening on (http://\\S+),");

  @TempDir Path dir;

  private final List<Process> running = new ArrayList<>();
  private Path log;

  @AfterEach
  void kill() {
    running.forEach(process -> process.destroyForcibly().onExit().join());
  }

  @Test
  void serves_asks_and_stops() throws Exception {
    assertThat(JAR).as("made by mvn package").exists();
    assertThat(run(Map.of(), "--version").out()).matches("heartwood [0-9].*\n");
    Path data = dir.resolve("data");
    Process service = serve(data);
    String url = url();

    assertThat(post(url, "hello")).isEqualTo(201);
    assertThat(run(Map.of(), "query", "--url", url, "--refresh").out())
        .matches("\\S+ ERROR \\[shop] hello\n");
    Run second = run(Map.of(), "serve", "--port", "0", "--data", data.toString());
    assertThat(second.code()).isEqualTo(2);
    assertThat(second.err().lines()).hasSize(1);
    assertThat(second.err()).contains("service.lock is held by process " + service.pid());

    String key =
        run(Map.of(), "keys", "create", "me", "--scope", "admin,query", "--data", data.toString())
            .out()
            .strip();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(run(Map.of(), "query", "--url", url).err())
                    .isEqualTo("heartwood: the service answered 401: a valid API key is needed\n"));
    Map<String, String> withKey = Map.of("HEARTWOOD_API_KEY", key, "HEARTWOOD_URL", url);
    assertThat(run(withKey, "replay").lines()).hasSize(1);
    assertThat(run(withKey, "verify", "--url", url))
        .isEqualTo(new Run(0, "1 requests with 1 entries, 1 indexed, sound\n", ""));

    service.destroy(); // SIGTERM
    assertThat(service.waitFor()).isEqualTo(143);
    assertThat(Files.readString(log)).contains("ready after", "stopping", "stopped");
    assertThat(Files.readString(log)).doesNotContain("ERROR", "SLF4J", key);
  }

  @Test
  void a_killed_service_starts_again_with_what_it_had() throws Exception {
    Path data = dir.resolve("data");
    Process service = serve(data);
    assertThat(post(url(), "kept")).isEqualTo(201);
    service.destroyForcibly().onExit().join();

    Run verified = run(Map.of(), "verify", "--data", data.toString());
    assertThat(verified.out()).isEqualTo("1 requests with 1 entries, 1 indexed, sound\n");
    Path copy = dir.resolve("copy");
    assertThat(run(Map.of(), "backup", "--data", data.toString(), "--to", copy.toString()).code())
        .isZero();
    serve(copy);
    assertThat(run(Map.of(), "replay", "--url", url()).out()).contains(" ERROR [shop] kept");
  }

  @Test
  void told_to_stop_under_load_it_ends_soon_and_keeps_all_that_it_said_it_has() throws Exception {
    Path data = dir.resolve("data");
    Process service = serve(data);
    String url = url();
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicInteger sent = new AtomicInteger();
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int items = i % 2 == 0 ? 1 : 50;
      senders.add(
          CompletableFuture.runAsync(() -> sendUntilRefused(url, items, sent, acknowledged)));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > 2_000);
    service.destroy(); // SIGTERM
    assertThat(service.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(service.exitValue()).isEqualTo(143);
    CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    assertThat(Files.readString(log)).contains("stopped").doesNotContain("ERROR");

    serve(data);
    List<String> kept = run(Map.of(), "replay", "--url", url(), "--format", "json").lines();
    List<String> ids =
        kept.stream()
            .map(line -> JsonMapper.shared().readTree(line).get("log_id").stringValue())
            .toList();
    assertThat(ids).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(ids.size()).isLessThanOrEqualTo(sent.get());
  }

  /** Ends when the service says that it stops, or is gone. */
  private static void sendUntilRefused(
      String url, int items, AtomicInteger sent, Set<String> acknowledged) {
    String item = "{\"level\":\"INFO\",\"service\":\"load\",\"message\":\"m\"}";
    String body = "{\"logs\":[" + String.join(",", Collections.nCopies(items, item)) + "]}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/logs/batch"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      while (true) {
        sent.addAndGet(items);
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode json = JsonMapper.shared().readTree(answer.body());
        if (answer.statusCode() != 200) {
          assertThat(json.get("code").stringValue()).isEqualTo("closing");
          return;
        }
        json.get("log_ids").forEach(id -> acknowledged.add(id.stringValue()));
      }
    } catch (IOException e) {
      // gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void what_must_not_start_says_why_in_one_line() throws Exception {
    Path data = dir.resolve("data");
    assertThat(run(Map.of(), "serve", "--host", "0.0.0.0", "--data", data.toString()))
        .isEqualTo(
            new Run(
                2,
                "",
                "heartwood: host must be a loopback address such as 127.0.0.1 as long as there is"
                    + " no API key, was 0.0.0.0 (make one with: keys create)\n"));
    assertThat(run(Map.of("HEARTWOOD_SERVER_PROT", "1"), "serve", "--data", data.toString()).err())
        .isEqualTo(
            "heartwood: environment: HEARTWOOD_SERVER_PROT is no option; did you mean"
                + " HEARTWOOD_SERVER_PORT?\n");
    assertThat(
            run(
                    Map.of(),
                    "serve",
                    "--data",
                    data.toString(),
                    "--tls-certificate",
                    "none.crt",
                    "--tls-key",
                    "none.key")
                .err())
        .isEqualTo("heartwood: tls.certificate [none.crt] must exist, did not\n");
    assertThat(run(Map.of(), "serve", "--print-config", "--port", "9", "--data", "x").out())
        .contains("  port: 9", "# --port", "  durability: disk", "# default");
  }

  private Process serve(Path data) throws IOException {
    log = dir.resolve("log-" + running.size());
    ProcessBuilder builder =
        builder("serve", "--port", "0", "--data", data.toString()).redirectError(log.toFile());
    Process process = builder.start();
    running.add(process);
    return process;
  }

  private String url() {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Matcher matcher = URL.matcher(Files.readString(log));
              return matcher.find() ? matcher.group(1) : "";
            },
            found -> !found.isEmpty());
  }

  private static int post(String url, String message) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/logs"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"level\":\"ERROR\",\"service_name\":\"shop\",\"message\":\""
                        + message
                        + "\"}"))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private Run run(Map<String, String> environment, String... arguments) throws Exception {
    Path err = dir.resolve("err");
    ProcessBuilder builder = builder(arguments).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HEARTWOOD_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return new Run(code, out, Files.readString(err));
  }
}
