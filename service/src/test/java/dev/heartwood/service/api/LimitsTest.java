package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsTest {
  private static final String ITEM = "{\"level\":\"INFO\",\"message\":\"m\",\"service\":\"s\"}";

  private Api api;

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void takes_a_body_at_the_limit_and_not_one_byte_more() throws IOException {
    api = new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withMaxBodyBytes(5_000)));
    for (int length : new int[] {4_999, 5_000}) {
      assertThat(api.post("/api/v1/logs", padded(length)).status()).isEqualTo(201);
    }
    Api.Answer answer = api.post("/api/v1/logs", padded(5_001));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.at("code")).isEqualTo("body_too_large");
    assertThat(answer.at("detail")).isEqualTo("the body must have at most 5000 bytes, had more");
    assertThat(chunked(5_000)).startsWith("HTTP/1.1 201");
    assertThat(chunked(5_001)).startsWith("HTTP/1.1 413");
  }

  @Test
  void takes_a_compressed_body_at_the_limit_and_not_one_byte_more() throws IOException {
    api = new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withMaxBodyBytes(200_000)));
    for (int length : new int[] {199_999, 200_000, 200_001}) {
      byte[] body = padded(length).getBytes(StandardCharsets.UTF_8);
      int expected = length > 200_000 ? 413 : 201;
      assertThat(compressed(IngestRoutesTest.gzip(body), "gzip").status()).isEqualTo(expected);
      assertThat(compressed(Zstd.compress(body), "zstd").status()).isEqualTo(expected);
    }
  }

  @Test
  void stops_at_a_bomb_without_unpacking_it() throws IOException {
    api = new Api();
    byte[] zeros = new byte[64 << 20];
    Arrays.fill(zeros, (byte) ' ');
    for (Api.Answer answer :
        List.of(
            compressed(IngestRoutesTest.gzip(zeros), "gzip"),
            compressed(Zstd.compress(zeros), "zstd"))) {
      assertThat(answer.status()).isEqualTo(413);
      assertThat((String) answer.at("detail"))
          .isEqualTo("Content-Encoding must make a body at most 200 times smaller, was more");
    }
    assertThat(api.post("/api/v1/logs", ITEM).status()).isEqualTo(201);
  }

  @Test
  void refuses_depth_and_wrong_json_without_harm() throws IOException {
    api = new Api();
    String deep = "{\"level\":\"INFO\",\"message\":\"m\",\"service\":\"s\",\"metadata\":";
    assertThat(api.post("/api/v1/logs", deep + "{\"a\":".repeat(100_000)).status()).isEqualTo(400);
    assertThat(api.post("/api/v1/logs", "[".repeat(1_000_000)).status()).isEqualTo(400);
    assertThat(api.post("/api/v1/logs", ITEM).status()).isEqualTo(201);
    assertThat(api.complaints).isEmpty();
  }

  @Test
  void gives_up_on_headers_that_do_not_end_and_on_bodies_that_do_not_come() throws IOException {
    api =
        new Api(
            Api.OPTIONS.withLimits(
                ApiLimits.DEFAULT
                    .withHeaderTimeout(Duration.ofMillis(300))
                    .withBodyTimeout(Duration.ofMillis(300))));
    try (Socket slow = new Socket("127.0.0.1", api.port())) {
      slow.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-".getBytes());
      assertThat(api.get("/health/live").status()).isEqualTo(200);
      assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket slow = new Socket("127.0.0.1", api.port())) {
      slow.getOutputStream()
          .write(head("POST /api/v1/logs", "Content-Length: 100").concat("{").getBytes());
      assertThat(api.post("/api/v1/logs", ITEM).status()).isEqualTo(201);
      assertThat(firstLine(slow)).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void closes_a_connection_that_nobody_asks_anything_on() throws IOException {
    api =
        new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withIdleTimeout(Duration.ofMillis(300))));
    try (Socket fresh = new Socket("127.0.0.1", api.port());
        Socket used = new Socket("127.0.0.1", api.port())) {
      assertThat(exchange(used, head("GET /health/live"))).startsWith("HTTP/1.1 200");
      for (Socket each : List.of(fresh, used)) {
        each.setSoTimeout(20_000); // less than the default
        assertThat(each.getInputStream().readAllBytes()).hasSizeLessThan(4096); // to its end
      }
    }
    assertThat(api.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void gives_up_on_headers_that_come_one_byte_after_the_other() throws IOException {
    api =
        new Api(
            Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withHeaderTimeout(Duration.ofMillis(300))));
    try (Socket slow = new Socket("127.0.0.1", api.port())) {
      assertThat(exchange(slow, head("GET /health/live"))).startsWith("HTTP/1.1 200");
      slow.getOutputStream().write("GET /health/live HTTP/1.1\r\nX-Slow: ".getBytes());
      slow.setSoTimeout(20);
      boolean open = true;
      while (open) {
        open = takesAnother(slow, 'x');
      }
    }
    assertThat(api.get("/health/live").status()).isEqualTo(200);
  }

  private static boolean takesAnother(Socket socket, char one) {
    try {
      socket.getOutputStream().write(one);
      return socket.getInputStream().read() != -1;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false; // reset
    }
  }

  @Test
  void gives_up_on_a_client_that_does_not_read_its_stream() throws Exception {
    api =
        new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withReadTimeout(Duration.ofMillis(300))));
    String big =
        "{\"level\":\"INFO\",\"service\":\"s\",\"message\":\"" + "x".repeat(10_000) + "\"}\n";
    byte[] body = big.repeat(1_500).getBytes(StandardCharsets.UTF_8);
    api.post("/api/v1/logs/batch", body, "Content-Type", "application/x-ndjson");
    try (Socket lazy = new Socket()) {
      lazy.setReceiveBufferSize(4_096);
      lazy.connect(api.server.address());
      lazy.getOutputStream().write(head("GET /api/v1/logs/replay").getBytes());
      await().untilAsserted(() -> assertThat(api.server.openStreams()).isEqualTo(1));
      assertThat(api.post("/api/v1/logs", ITEM).status()).isEqualTo(201);
      await().untilAsserted(() -> assertThat(api.server.openStreams()).isZero());
      assertThat(api.get("/metrics").text()).contains("heartwood_http_streams_cut_total 1");
    }
  }

  @Test
  void serves_good_clients_beside_a_thousand_idle_connections() throws IOException {
    api = new Api();
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        idle.add(new Socket("127.0.0.1", api.port()));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(api.post("/api/v1/logs", ITEM).status()).isEqualTo(201);
      }
    } finally {
      for (Socket each : idle) {
        each.close();
      }
    }
  }

  /** Whether the server ends a connection, in order or by a reset, without an answer. */
  private static boolean isCut(Socket socket) {
    try {
      return socket.getInputStream().read() == -1;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void takes_no_more_connections_than_it_may() throws IOException {
    api = new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withMaxConnections(2)));
    try (Socket one = new Socket("127.0.0.1", api.port());
        Socket two = new Socket("127.0.0.1", api.port())) {
      assertThat(exchange(one, head("GET /health/live"))).startsWith("HTTP/1.1 200");
      assertThat(exchange(two, head("GET /health/live"))).startsWith("HTTP/1.1 200");
      try (Socket three = new Socket("127.0.0.1", api.port())) {
        assertThat(isCut(three)).isTrue();
      }
    }
  }

  @Test
  void takes_no_more_connections_of_one_client_than_it_may() throws IOException {
    ApiLimits two = ApiLimits.DEFAULT.withMaxConnectionsPerClient(2);
    api = new Api(Api.OPTIONS.withLimits(two).withTrustedProxies(List.of("127.0.0.3")));
    try (Socket one = from("127.0.0.2");
        Socket other = from("127.0.0.2")) {
      assertThat(exchange(one, head("GET /health/live"))).startsWith("HTTP/1.1 200");
      assertThat(exchange(other, head("GET /health/live"))).startsWith("HTTP/1.1 200");
      try (Socket third = from("127.0.0.2")) {
        assertThat(isCut(third)).isTrue();
      }
      assertThat(api.get("/metrics").text())
          .contains("heartwood_http_connections_refused_total 1.0");
    }
    await() // those that were closed do not count any more
        .untilAsserted(
            () -> {
              try (Socket next = from("127.0.0.2")) {
                assertThat(exchange(next, head("GET /health/live"))).startsWith("HTTP/1.1 200");
              }
            });
    try (Socket one = from("127.0.0.3");
        Socket other = from("127.0.0.3");
        Socket third = from("127.0.0.3")) {
      for (Socket each : List.of(one, other, third)) {
        assertThat(exchange(each, head("GET /health/live"))).startsWith("HTTP/1.1 200");
      }
    }
  }

  private Socket from(String address) throws IOException {
    return new Socket("127.0.0.1", api.port(), InetAddress.getByName(address), 0);
  }

  @Test
  void answers_what_is_under_way_when_it_stops_and_takes_nothing_more() throws Exception {
    api = new Api();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    api.service.gate =
        () -> {
          entered.countDown();
          open.await();
        };
    CompletableFuture<Api.Answer> underWay =
        CompletableFuture.supplyAsync(() -> api.post("/api/v1/logs", ITEM));
    entered.await();
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(api.server::close);
    await()
        .untilAsserted(
            () -> assertThat(api.get("/health/ready").at("state")).isEqualTo("stopping"));
    Api.Answer late = api.post("/api/v1/logs", ITEM);
    assertThat(late.status()).isEqualTo(503);
    assertThat(late.at("code")).isEqualTo("closing");
    assertThat(late.header("Retry-After")).isEqualTo("1");
    assertThat(stopped).isNotDone();
    open.countDown();
    assertThat(underWay.get().status()).isEqualTo(201);
    stopped.get();
    assertThatThrownBy(() -> new Socket("127.0.0.1", api.port()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void says_that_it_has_too_much_to_do_before_it_has() throws Exception {
    api = new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withIngestThreads(1).withQueue(1)));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    api.service.gate =
        () -> {
          entered.countDown();
          open.await();
        };
    CompletableFuture<Api.Answer> first =
        CompletableFuture.supplyAsync(() -> api.post("/api/v1/logs", ITEM));
    entered.await();
    CompletableFuture<Api.Answer> second =
        CompletableFuture.supplyAsync(() -> api.post("/api/v1/logs", ITEM));
    await().untilAsserted(() -> assertThat(api.server.queued()).isEqualTo(1));
    Api.Answer third = api.post("/api/v1/logs", ITEM);
    assertThat(third.status()).isEqualTo(503);
    assertThat(third.at("code")).isEqualTo("overloaded");
    assertThat(third.header("Retry-After")).isEqualTo("1");
    assertThat(api.get("/api/v1/logs").status()).isEqualTo(200);
    assertThat(api.get("/health/live").status()).isEqualTo(200);
    open.countDown();
    assertThat(first.get().status()).isEqualTo(201);
    assertThat(second.get().status()).isEqualTo(201);
  }

  @Test
  void gives_back_the_memory_of_bodies() throws IOException {
    api = new Api();
    for (String body : List.of(ITEM, "{", padded(100_000))) {
      api.post("/api/v1/logs", body);
      compressed(IngestRoutesTest.gzip(body.getBytes(StandardCharsets.UTF_8)), "gzip");
    }
    await()
        .untilAsserted(
            () -> assertThat(api.get("/metrics").text()).contains("heartwood_http_body_bytes 0.0"));
  }

  @Test
  void refuses_headers_that_are_too_large() throws IOException {
    api = new Api();
    assertThat(api.get("/health/live", "X-Long", "x".repeat(15_000)).status()).isEqualTo(200);
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      assertThat(exchange(socket, head("GET /health/live", "X-Long: " + "x".repeat(17_000))))
          .startsWith("HTTP/1.1 431");
    }
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      assertThat(exchange(socket, head("GET /health/live?q=" + "x".repeat(17_000))))
          .startsWith("HTTP/1.1 414");
    }
  }

  @Test
  void answers_whatever_bytes_arrive_and_goes_on() throws IOException {
    api = new Api();
    for (String bytes :
        List.of(
            "\0\1\2\3\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            head("POST /api/v1/logs", "Content-Length: -1"),
            head("POST /api/v1/logs", "Content-Length: 1", "Content-Length: 2"),
            head("POST /api/v1/logs", "Transfer-Encoding: chunked") + "zz\r\n\r\n",
            head("GET /api/v1/logs/../../../../etc/passwd"),
            head("GET /api/v1/logs/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
            head("GET /docs/%2e%2e/%2e%2e/application.yaml"),
            head("GET /api/v1/logs/%00"),
            head("GET /api/v1/logs/%252e%252e"),
            head("GET //etc/passwd"))) {
      try (Socket socket = new Socket("127.0.0.1", api.port())) {
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        String line = firstLine(socket);
        assertThat(line)
            .describedAs(bytes)
            .satisfiesAnyOf(
                text -> assertThat(text).isNull(),
                text -> assertThat(text).startsWith("HTTP/1.1 4"));
      }
    }
    assertThat(api.post("/api/v1/logs", ITEM).status()).isEqualTo(201);
    assertThat(api.service.entries()).hasSize(1);
  }

  private Api.Answer compressed(byte[] body, String encoding) {
    return api.post(
        "/api/v1/logs", body, "Content-Type", "application/json", "Content-Encoding", encoding);
  }

  private String chunked(int length) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      String body = padded(length);
      return exchange(
          socket,
          head("POST /api/v1/logs", "Transfer-Encoding: chunked")
              + Integer.toHexString(10)
              + "\r\n"
              + body.substring(0, 10)
              + "\r\n"
              + Integer.toHexString(length - 10)
              + "\r\n"
              + body.substring(10)
              + "\r\n0\r\n\r\n");
    }
  }

  private static String padded(int length) {
    return ITEM + " ".repeat(length - ITEM.length());
  }

  static String head(String request, String... headers) {
    StringBuilder head = new StringBuilder(request);
    head.append(" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String exchange(Socket socket, String request) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return firstLine(socket);
  }

  private static String firstLine(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1)).readLine();
    } catch (IOException e) {
      return null; // closed without an answer
    }
  }
}
