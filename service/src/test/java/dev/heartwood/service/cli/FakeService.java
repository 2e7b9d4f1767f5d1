package dev.heartwood.service.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers what it was told to, in that order, and remembers what was asked. */
final class FakeService implements AutoCloseable {
  private record Answer(int status, String body, boolean torn) {}

  private final HttpServer server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  FakeService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  FakeService answers(int status, String body) {
    answers.add(new Answer(status, body, false));
    return this;
  }

  /** An answer whose end never comes. */
  FakeService breaksOffAfter(String body) {
    answers.add(new Answer(200, body, true));
    return this;
  }

  /** The request lines, with the headers that a client chose. */
  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestURI()
            + " auth="
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " last="
            + exchange.getRequestHeaders().getFirst("Last-Event-ID"));
    Answer answer = answers.remove();
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), answer.torn() ? body.length + 10 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
