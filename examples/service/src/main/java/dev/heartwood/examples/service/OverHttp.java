package dev.heartwood.examples.service;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A client of the service that needs nothing but the JDK and a reader of JSON. */
final class OverHttp {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();
  private final URI base;
  private final PrintStream out;

  OverHttp(URI base, PrintStream out) {
    this.base = base;
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    single();
    batch();
    get("/api/v1/logs?limit=1&refresh=true"); // the ones after it find what was accepted
    filters();
    pages();
    replay();
    latest();
    out.println("stats: " + get("/api/v1/logs/stats?service=till").get("by_level"));
    out.println("metrics: " + get("/api/v1/metrics").get("metrics").has("logs_received"));
  }

  private void single() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post(
            "/api/v1/logs",
            "application/json",
            """
            {"level": "ERROR", "service_name": "till", "message": "Payment failed",
             "metadata": {"transaction_id": "txn-123"}, "correlation_id": "req-abc",
             "key": "txn-123"}
            """);
    out.println(answer.statusCode() + " " + mapper.readTree(answer.body()).get("message"));
  }

  private void batch() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post(
            "/api/v1/logs/batch",
            "application/x-ndjson",
            """
            {"level": "INFO", "service": "till", "message": "Payment of 3.50", "key": "txn-124"}
            {"level": "LOUD", "service": "till", "message": "not a level"}
            {"level": "WARNING", "service": "till", "message": "Payment late", "key": "txn-125"}
            """);
    JsonNode result = mapper.readTree(answer.body());
    out.println(result.get("accepted") + " accepted, " + result.get("rejected") + " rejected:");
    result.get("errors").forEach(error -> out.println("  " + error.get("detail").asString()));
  }

  private void filters() throws IOException, InterruptedException {
    found("/api/v1/logs?service=till&min_level=WARN");
    found("/api/v1/logs?metadata.transaction_id=txn-123");
    found("/api/v1/logs?q=" + encoded("payment AND NOT level:ERROR"));
  }

  private void found(String query) throws IOException, InterruptedException {
    out.println(query);
    get(query).get("logs").forEach(log -> out.println("  " + log.get("message").asString()));
  }

  private void pages() throws IOException, InterruptedException {
    String query = "/api/v1/logs?limit=5&order=asc";
    JsonNode page = get(query);
    int pages = 1;
    for (JsonNode next = next(page); !next.isNull(); next = next(page)) {
      page = get(query + "&cursor=" + encoded(next.asString()));
      pages++;
    }
    out.println(page.get("pagination").get("total") + " entries on " + pages + " pages");
  }

  private static JsonNode next(JsonNode page) {
    return page.get("pagination").get("next");
  }

  private void replay() throws IOException, InterruptedException {
    String lines = send(request("/api/v1/logs/replay?service=till").GET()).body();
    out.println("replay:");
    lines.lines().map(mapper::readTree).forEach(this::replayed);
  }

  private void replayed(JsonNode line) {
    out.println(
        line.has("summary")
            ? "  complete: " + line.get("summary").get("complete")
            : "  " + line.get("message").asString());
  }

  private void latest() throws IOException, InterruptedException {
    JsonNode newest = get("/api/v1/logs/latest?key=txn-123");
    out.println("newest of txn-123: " + newest.findValue("message").asString());
  }

  private HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .header("Idempotency-Key", "example-" + path) // sent again it is kept once
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return mapper.readTree(send(request(path).GET()).body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
