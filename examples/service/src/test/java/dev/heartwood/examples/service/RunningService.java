package dev.heartwood.examples.service;

import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceOptions;
import dev.heartwood.service.api.ApiOptions;
import dev.heartwood.service.api.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The real service in this process, on a port of its own. */
final class RunningService implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final LogService service;
  private final ApiServer server;

  RunningService(Path directory) throws IOException {
    service = LogService.open(ServiceOptions.in(directory));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = ApiServer.start(service, ApiOptions.DEFAULT.withAddress(anyPort));
  }

  String url() {
    return "http://localhost:" + server.address().getPort();
  }

  JsonNode get(String path) throws Exception {
    return JSON.readTree(text(url() + path));
  }

  static String text(String url) throws Exception {
    return CLIENT
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  /** The messages of all that a service has, in the order of their arrival. */
  static List<String> replayed(String url) throws Exception {
    return text(url + "/api/v1/logs/replay")
        .lines()
        .map(JSON::readTree)
        .filter(line -> line.has("message"))
        .map(line -> line.get("message").asString())
        .toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
    service.close();
  }
}
