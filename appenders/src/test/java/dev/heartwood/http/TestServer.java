package dev.heartwood.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** A real server in the test's own process, which answers as it is told, and 204 otherwise. */
final class TestServer implements AutoCloseable {
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final String scheme;

  /** What the server does with one request. */
  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  record Request(String path, Headers headers, byte[] raw) {
    String body() {
      return new String(raw, StandardCharsets.UTF_8);
    }

    String unzipped() throws IOException {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    String key() {
      return headers.getFirst("Idempotency-Key");
    }
  }

  TestServer() throws IOException {
    this(HttpServer.create(), "http");
  }

  private TestServer(HttpServer server, String scheme) throws IOException {
    this.server = server;
    this.scheme = scheme;
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  static TestServer https(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create();
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new TestServer(server, "https");
  }

  /** An answer with a short text. */
  static Reply status(int status, String text) {
    return exchange -> {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Reply retryAfter(int status, String value) {
    return exchange -> {
      exchange.getResponseHeaders().add("Retry-After", value);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** The next requests are answered so, one each. */
  TestServer then(Reply... replies) {
    script.addAll(List.of(replies));
    return this;
  }

  String url() {
    return scheme + "://localhost:" + port() + "/logs";
  }

  /** Where the service would be whose batches this takes. */
  String base() {
    return scheme + "://localhost:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<Request> requests() {
    return requests;
  }

  List<String> bodies() {
    return requests.stream().map(Request::body).toList();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Reply reply = script.poll();
      requests.add(
          new Request(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
      (reply == null ? status(204, "") : reply).to(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
