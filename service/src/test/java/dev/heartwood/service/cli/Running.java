package dev.heartwood.service.cli;

import dev.heartwood.service.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service as {@code serve} runs it, in this process, and a client of it. */
final class Running implements AutoCloseable {
  static final HttpResponse.BodyHandler<String> TEXT = HttpResponse.BodyHandlers.ofString();

  private final RunningService service;
  private final HttpClient client;
  private final String scheme;

  /**
   * @param flags and their values, one after the other
   */
  Running(Path data, String... flags) throws IOException {
    this("http", HttpClient.newHttpClient(), data, flags);
  }

  Running(String scheme, HttpClient client, Path data, String... flags) throws IOException {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("--data", data.toString());
    set.put("--port", "0");
    for (int i = 0; i < flags.length; i += 2) {
      set.put(flags[i], flags[i + 1]);
    }
    this.scheme = scheme;
    this.client = client;
    service = RunningService.start(Settings.of(null, Map.of(), set));
  }

  /** Does what is due now and then. */
  void tick() {
    service.tick();
  }

  String url() {
    return scheme + "://localhost:" + service.address().getPort();
  }

  /** What came of a request. */
  record Answer(int status, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    JsonNode lastLine() {
      return JsonMapper.shared()
          .readTree(body.substring(body.stripTrailing().lastIndexOf('\n') + 1));
    }
  }

  HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(30)).build();
  }

  Answer get(String path, String... headers) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url() + path)), headers);
  }

  Answer post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        headers);
  }

  /** Sends an entry of the service {@code shop}. */
  Answer log(String message, String... headers) throws IOException, InterruptedException {
    String entry = "{\"level\":\"INFO\",\"service\":\"shop\",\"message\":\"" + message + "\"}";
    return post("/api/v1/logs", entry, headers);
  }

  private Answer send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    request.timeout(Duration.ofSeconds(30));
    HttpResponse<String> answer =
        client.send((headers.length == 0 ? request : request.headers(headers)).build(), TEXT);
    return new Answer(answer.statusCode(), answer.body());
  }

  @Override
  public void close() {
    service.close();
  }
}
