package dev.heartwood.service.api;

import dev.heartwood.service.LogService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A running server, and a client that holds every answer against the description. */
final class Api implements AutoCloseable {
  static final ApiOptions OPTIONS =
      ApiOptions.DEFAULT.withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  final MemoryLogService service = new MemoryLogService();
  final List<String> complaints = new CopyOnWriteArrayList<>();
  final ApiServer server;
  private final LogService opened;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Api() throws IOException {
    this(OPTIONS);
  }

  Api(ApiOptions options) throws IOException {
    opened = service;
    server = start(options);
  }

  /** In front of a service that is closed with it. */
  Api(LogService opened, ApiOptions options) throws IOException {
    this.opened = opened;
    server = start(options);
  }

  private ApiServer start(ApiOptions options) throws IOException {
    return ApiServer.start(
        opened, options.withStatus((level, text, cause) -> complaints.add(text + ": " + cause)));
  }

  int port() {
    return server.address().getPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** An answer whose JSON is read. */
  record Answer(HttpResponse<byte[]> raw) {
    int status() {
      return raw.statusCode();
    }

    String header(String name) {
      return raw.headers().firstValue(name).orElse(null);
    }

    String text() {
      return new String(raw.body(), StandardCharsets.UTF_8);
    }

    Map<?, ?> json() {
      return (Map<?, ?>) parse(text());
    }

    Object at(String... path) {
      Object at = json();
      for (String part : path) {
        at =
            at instanceof List<?> list
                ? list.get(Integer.parseInt(part))
                : ((Map<?, ?>) at).get(part);
      }
      return at;
    }
  }

  /** JSON is YAML. */
  static Object parse(String json) {
    return new Load(LoadSettings.builder().setCodePointLimit(64 << 20).build())
        .loadFromString(json);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          client.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      Answer answer = new Answer(response);
      Contract.check(answer);
      return answer;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  Answer get(String path, String... headers) {
    HttpRequest.Builder request = to(path).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Answer post(String path, String json, String... headers) {
    HttpRequest.Builder request =
        to(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Answer post(String path, byte[] body, String... headers) {
    return send(to(path).headers(headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** Puts an entry in, and returns its id. */
  String log(String level, String service, String message, String... more) {
    StringBuilder json =
        new StringBuilder(
            "{\"level\":\"%s\",\"service_name\":\"%s\",\"message\":\"%s\""
                .formatted(level, service, message));
    for (int i = 0; i < more.length; i += 2) {
      json.append(",\"").append(more[i]).append("\":").append(more[i + 1]);
    }
    Answer answer = post("/api/v1/logs", json.append('}').toString());
    if (answer.status() != 201) {
      throw new AssertionError(answer.text());
    }
    return (String) answer.at("log_id");
  }

  @Override
  public void close() {
    server.close();
    try {
      opened.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
