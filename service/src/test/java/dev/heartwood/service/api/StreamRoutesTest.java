package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.service.entry.LogEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamRoutesTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Api api;

  @BeforeEach
  void start() throws IOException {
    api = new Api();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void exports_all_entries_a_line_each_and_says_at_the_end_that_these_are_all() {
    String item = "{\"level\":\"INFO\",\"message\":\"m\",\"service\":\"s\"}\n";
    byte[] body = item.repeat(2_500).getBytes(StandardCharsets.UTF_8);
    api.post("/api/v1/logs/batch", body, "Content-Type", "application/x-ndjson");
    Api.Answer answer = api.get("/api/v1/logs", "Accept", "application/x-ndjson");
    assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
    List<String> lines = answer.text().lines().toList();
    assertThat(lines).hasSize(2_501);
    assertThat(((Map<?, ?>) Api.parse(lines.get(0))).get("message")).isEqualTo("m");
    assertThat(lines.get(2_500)).isEqualTo("{\"summary\":{\"count\":2500,\"complete\":true}}");
    String three = api.get("/api/v1/logs?limit=3", "Accept", "application/x-ndjson").text();
    assertThat(three.lines()).hasSize(4);
  }

  @Test
  void replays_in_the_order_of_arrival_from_a_sequence_or_a_time() {
    api.log("INFO", "s", "m2", "timestamp", "\"2024-01-02T00:00:00Z\"");
    api.log("INFO", "s", "m1", "timestamp", "\"2024-01-01T00:00:00Z\"");
    api.log("INFO", "other", "m3", "timestamp", "\"2024-01-03T00:00:00Z\"");
    LogEntry second = api.service.entries().get(1);
    assertThat(messages(api.get("/api/v1/logs/replay"))).containsExactly("m2", "m1", "m3");
    assertThat(messages(api.get("/api/v1/logs/replay?from=" + second.sequence())))
        .containsExactly("m1", "m3");
    assertThat(messages(api.get("/api/v1/logs/replay?from=2024-01-02")))
        .containsExactly("m2", "m3");
    Api.Answer one = api.get("/api/v1/logs/replay?service=s&from=" + second.sequence());
    assertThat(messages(one)).containsExactly("m1");
    List<String> lines = one.text().lines().toList();
    assertThat(lines.get(lines.size() - 1)).contains("\"complete\":true", "\"last\":\"");
  }

  @Test
  void replays_with_the_pauses_of_that_time_at_another_speed() {
    api.log("INFO", "s", "a", "timestamp", "\"2024-01-01T00:00:00Z\"");
    api.log("INFO", "s", "b", "timestamp", "\"2024-01-01T00:01:00Z\"");
    long start = System.nanoTime();
    Api.Answer answer = api.get("/api/v1/logs/replay?speed=600");
    assertThat(messages(answer)).containsExactly("a", "b");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(100_000_000L);
    for (String query : List.of("speed=0", "speed=fast", "speed=NaN", "from=later", "follow=1")) {
      assertThat(api.get("/api/v1/logs/replay?" + query).status()).isEqualTo(400);
    }
  }

  @Test
  void tells_a_reader_of_what_is_left_out() {
    api.log("INFO", "s", "a");
    api.log("INFO", "s", "b");
    long second = api.service.entries().get(1).sequence();
    api.service.gapBefore(second);
    List<String> lines = api.get("/api/v1/logs/replay").text().lines().toList();
    assertThat(lines.get(1)).isEqualTo("{\"gap\":{\"entries\":7,\"next\":\"" + second + "\"}}");
    api.service.gapBefore(second);
    String events = api.get("/api/v1/logs/replay", "Accept", "text/event-stream").text();
    assertThat(events)
        .contains(
            "id: "
                + (second - 1)
                + "\nevent: gap\ndata: {\"gap\":{\"entries\":7,\"next\":\""
                + second
                + "\"}}\n\n");
  }

  @Test
  void follows_live_and_goes_on_where_it_broke_off() throws Exception {
    api.log("INFO", "s", "before");
    String id;
    try (Events events = events("/api/v1/logs/tail?service=s")) {
      assertThat(events.next()).containsKey("id").doesNotContainKey("data");
      api.log("INFO", "other", "not this");
      api.log("INFO", "s", "live");
      Map<String, String> event = events.next();
      assertThat(event.get("data")).contains("\"message\":\"live\"");
      id = event.get("id");
      assertThat(id).isEqualTo("" + api.service.entries().get(2).sequence());
    }
    api.log("INFO", "s", "while away");
    try (Events events = events("/api/v1/logs/tail?service=s", "Last-Event-ID", id)) {
      events.next();
      assertThat(events.next().get("data")).contains("while away");
      api.log("INFO", "s", "live again");
      assertThat(events.next().get("data")).contains("live again");
    }
    try (Events events = events("/api/v1/logs/tail?service=s&last_event_id=" + id)) {
      events.next();
      assertThat(events.next().get("data")).contains("while away");
    }
    await().untilAsserted(() -> assertThat(api.server.openStreams()).isZero());
  }

  @Test
  void says_before_all_entries_that_a_text_was_no_query() throws Exception {
    api.log("INFO", "s", "(a message");
    String because = "{\"q\":{\"read_as\":\"text\",\"because\":\"a ( without its )\"}}";
    assertThat(api.get("/api/v1/logs?q=(a", "Accept", "application/x-ndjson").text().lines())
        .hasSize(3)
        .startsWith(because);
    assertThat(api.get("/api/v1/logs/replay?q=(a").text().lines()).hasSize(3).startsWith(because);
    try (Events events = events("/api/v1/logs/tail?q=(a")) {
      events.next();
      assertThat(events.next()).containsEntry("event", "q").containsEntry("data", because);
    }
    Messages messages = new Messages();
    WebSocket socket = socket("/api/v1/logs/tail?q=(a", messages);
    assertThat(messages.next()).isEqualTo(because);
    socket.abort();
  }

  @Test
  void shows_a_silent_client_that_it_lives() throws Exception {
    api.close();
    api =
        new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withPingInterval(Duration.ofMillis(50))));
    try (Events events = events("/api/v1/logs/tail")) {
      Map<String, String> first = events.next();
      Map<String, String> ping = events.next();
      assertThat(ping).containsEntry("", "ping").containsEntry("id", first.get("id"));
    }
  }

  @Test
  void sends_the_same_json_over_a_websocket_and_resumes() throws Exception {
    api.log("INFO", "s", "before");
    long seen = api.service.entries().get(0).sequence();
    api.log("INFO", "s", "missed");
    Messages messages = new Messages();
    WebSocket socket = socket("/api/v1/logs/tail?service=s&last_event_id=" + seen, messages);
    assertThat(messages.next()).contains("\"message\":\"missed\"");
    api.log("INFO", "other", "not this");
    api.log("INFO", "s", "live");
    String live = messages.next();
    LogEntry entry = api.service.entries().get(3);
    assertThat(live)
        .startsWith("{\"log_id\":\"" + entry.id() + "\",\"sequence\":\"" + entry.sequence() + "\"");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await().untilAsserted(() -> assertThat(api.server.openStreams()).isZero());
  }

  @Test
  void refuses_a_websocket_before_it_opens() {
    assertThat(refused("/api/v1/logs/tail?colour=red").statusCode()).isEqualTo(400);
    HttpResponse<?> other = refused("/api/v1/logs/tail", "Origin", "http://evil.example");
    assertThat(other.statusCode()).isEqualTo(403);
    socketsOwn();
  }

  private void socketsOwn() {
    Messages messages = new Messages();
    socket("/api/v1/logs/tail", messages, "Origin", "http://127.0.0.1:" + api.port()).abort();
  }

  @Test
  void bounds_the_number_of_streams() throws Exception {
    api.close();
    api = new Api(Api.OPTIONS.withLimits(ApiLimits.DEFAULT.withMaxStreams(1)));
    try (Events events = events("/api/v1/logs/tail")) {
      events.next();
      Api.Answer answer = api.get("/api/v1/logs/replay");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
    }
    await().untilAsserted(() -> assertThat(api.get("/api/v1/logs/replay").status()).isEqualTo(200));
  }

  @Test
  void ends_streams_when_the_server_stops() throws Exception {
    try (Events events = events("/api/v1/logs/tail")) {
      events.next();
      api.server.close();
      assertThat(events.ends()).isTrue();
    }
  }

  private HttpResponse<?> refused(String path, String... headers) {
    try {
      socket(path, new Messages(), headers);
      throw new AssertionError("was accepted");
    } catch (CompletionException e) {
      return ((WebSocketHandshakeException) e.getCause()).getResponse();
    }
  }

  private WebSocket socket(String path, Messages messages, String... headers) {
    WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    URI uri = URI.create("ws://127.0.0.1:" + api.port() + path);
    return builder.buildAsync(uri, messages).join();
  }

  private static List<Object> messages(Api.Answer answer) {
    assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
    return answer
        .text()
        .lines()
        .map(line -> (Object) ((Map<?, ?>) Api.parse(line)).get("message"))
        .filter(message -> message != null)
        .toList();
  }

  private Events events(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.uri(path)).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new Events(
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body());
  }

  /** Reads server-sent events as a browser does. */
  private static final class Events implements AutoCloseable {
    private final InputStream in;
    private final BufferedReader reader;

    Events(InputStream in) {
      this.in = in;
      reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The lines of the next event by their names; comments have none. */
    Map<String, String> next() throws IOException {
      Map<String, String> event = new HashMap<>();
      for (String line = reader.readLine();
          line != null && !line.isEmpty();
          line = reader.readLine()) {
        int colon = line.indexOf(':');
        event.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      return event;
    }

    boolean ends() {
      try {
        while (reader.readLine() != null) {
          // what was on its way
        }
      } catch (IOException e) {
        // cut off is ended as well
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Collects the messages of a WebSocket. */
  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        whole.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    String next() throws InterruptedException {
      return whole.poll(10, TimeUnit.SECONDS);
    }
  }
}
