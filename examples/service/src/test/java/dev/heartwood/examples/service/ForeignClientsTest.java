package dev.heartwood.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that nobody here wrote talk to the real service; skipped where one is missing. */
class ForeignClientsTest {
  @TempDir Path dir;

  private RunningService service;

  @BeforeEach
  void startService() throws Exception {
    service = new RunningService(dir.resolve("data"));
  }

  @AfterEach
  void stopService() throws Exception {
    service.close();
  }

  @Test
  void curl_posts_and_asks() throws Exception {
    String curl = program("curl");
    String entry = "{\"level\":\"INFO\",\"service\":\"curl\",\"message\":\"over there\"}";
    String json = "Content-Type: application/json";
    String created =
        run(curl, "-sS", "-i", "-H", json, "-d", entry, service.url() + "/api/v1/logs");
    assertThat(created).startsWith("HTTP/1.1 201").contains("\"durability\":\"disk\"");

    Path batch = Files.writeString(dir.resolve("batch.ndjson"), (entry + "\n").repeat(3));
    String lines = "Content-Type: application/x-ndjson";
    String url = service.url() + "/api/v1/logs/batch";
    assertThat(run(curl, "-sS", "-H", lines, "--data-binary", "@" + batch, url))
        .contains("\"accepted\":3");

    String found = run(curl, "-sS", service.url() + "/api/v1/logs?refresh=true&service=curl");
    assertThat(RunningService.JSON.readTree(found).get("count").asInt()).isEqualTo(4);
    String wrong = run(curl, "-sS", "-i", service.url() + "/api/v1/logs?limit=none");
    assertThat(wrong).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  @Test
  void a_script_of_python_posts_asks_and_replays() throws Exception {
    String python = program("python3");
    Path script = dir.resolve("client.py");
    try (var in = ForeignClientsTest.class.getResourceAsStream("/client.py")) {
      Files.write(script, in.readAllBytes());
    }
    assertThat(run(python, script.toString(), service.url()).lines())
        .containsExactly("201", "2 accepted", "3 found", "409", "3 replayed");
  }

  @Test
  void an_event_source_of_chromium_gets_what_comes_in() throws Exception {
    String chromium = program("chromium", "chromium-browser", "google-chrome");
    Path page = dir.resolve("tail.html");
    try (var in = ForeignClientsTest.class.getResourceAsStream("/tail.html")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(page, text.replace("BASE", service.url()));
    }
    Process browser =
        new ProcessBuilder(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-web-security", // the page is not the service's own
                "--user-data-dir=" + dir.resolve("profile"),
                page.toUri().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String told = "/api/v1/logs?refresh=true&key=seen";
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(service.get(told).get("count").asInt()).isEqualTo(1));
      assertThat(service.get(told).findValue("message").asString())
          .isEqualTo("first of three, second of three, third of three");
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly().waitFor();
    }
  }

  /** The first of some programs that is installed. */
  private static String program(String... names) {
    for (String name : names) {
      for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
        Path file = Path.of(place, name);
        if (Files.isExecutable(file)) {
          return file.toString();
        }
      }
    }
    assumeTrue(false, "not installed: " + String.join(", ", names));
    throw new AssertionError();
  }

  private String run(String... command) throws Exception {
    List<String> words = new ArrayList<>(Stream.of(command).toList());
    Path out = Files.createTempFile(dir, "out", ".txt");
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(words.get(0)).isTrue();
    return Files.readString(out);
  }
}
