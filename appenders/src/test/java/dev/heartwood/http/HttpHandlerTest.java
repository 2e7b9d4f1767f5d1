package dev.heartwood.http;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.http.TestServer.retryAfter;
import static dev.heartwood.http.TestServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.Threads;
import dev.heartwood.UndeliveredException;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Utf8Buffer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHandlerTest {
  static final Encoder LINES =
      (event, out) -> {
        out.append(event.message());
        out.append((byte) '\n');
      };

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private TestServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new TestServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void sends_a_batch_at_flush_as_one_request() throws Exception {
    try (HttpHandler http = http(config().header("Authorization", "Bearer abc").build())) {
      log(http, "a", "b", "c");
      assertThat(server.requests()).isEmpty();
      http.flush();
      http.flush();

      assertThat(server.bodies()).containsExactly("a\nb\nc\n");
      TestServer.Request request = server.requests().get(0);
      assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/x-ndjson");
      assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer abc");
      assertThat(request.headers().getFirst("User-Agent")).isEqualTo("heartwood");
      assertThat(http.counts()).isEqualTo(new HttpCounts(3, 1, 0, 0, 0, 0));
    }
    assertThat(reports).isEmpty();
  }

  @Test
  void prints_json_lines_unless_told_otherwise() throws Exception {
    try (HttpHandler http = new HttpHandler(config().build())) {
      log(http, "first", "second");
      http.flush();
    }
    assertThat(server.bodies().get(0).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"@timestamp\"") && line.endsWith("}"));
  }

  @Test
  void sends_a_batch_as_soon_as_it_has_its_number_of_events() throws Exception {
    try (HttpHandler http = http(config().maxBatchEvents(2).build())) {
      log(http, "a", "b", "c", "d", "e");
      assertThat(server.bodies()).containsExactly("a\nb\n", "c\nd\n");
      http.flush();
    }
    assertThat(server.bodies()).containsExactly("a\nb\n", "c\nd\n", "e\n");
  }

  @Test
  void sends_a_batch_as_soon_as_it_has_its_bytes_and_never_more_than_a_request_may_have()
      throws Exception {
    String most = "x".repeat(1_000);
    String more = "y".repeat(2_000);
    String all = "z".repeat(4_095);
    try (HttpHandler http = http(config().maxBatchBytes(1_024).maxRequestBytes(4_096).build())) {
      log(http, most, more);
      assertThat(server.requests()).hasSize(1);
      log(http, most, all, "end");
      http.flush();
    }
    assertThat(server.bodies())
        .containsExactly(most + "\n" + more + "\n", most + "\n", all + "\n", "end\n");
  }

  @Test
  void refuses_an_event_that_no_request_may_hold_and_keeps_the_others() throws Exception {
    try (HttpHandler http = http(config().maxBatchBytes(1_024).maxRequestBytes(1_024).build())) {
      log(http, "a");
      assertThatThrownBy(() -> http.handle(event("x".repeat(2_000))))
          .hasMessage(
              "an event must make a request of at most maxRequestSize 1024 bytes, has 2001");
      log(http, "b");
      http.flush();
      assertThat(http.counts()).isEqualTo(new HttpCounts(2, 1, 1, 0, 0, 0));
    }
    assertThat(server.bodies()).containsExactly("a\nb\n");
  }

  @Test
  void frames_each_request_with_the_encoders_header_and_footer() throws Exception {
    Encoder array =
        new Encoder() {
          @Override
          public void encode(dev.heartwood.LogEvent event, Utf8Buffer out) {
            out.append(event.message());
            out.append((byte) ',');
          }

          @Override
          public void encodeHeader(Utf8Buffer out) {
            out.append("[");
          }

          @Override
          public void encodeFooter(Utf8Buffer out) {
            out.append("null]");
          }
        };
    try (HttpHandler http = new HttpHandler(config().maxBatchEvents(2).build(), array)) {
      log(http, "1", "2", "3");
    }
    assertThat(server.bodies()).containsExactly("[1,2,null]", "[3,null]");
  }

  @Test
  void compresses_when_asked_to() throws Exception {
    String lines =
        IntStream.range(0, 500).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    try (HttpHandler http = http(config().gzip(true).build())) {
      log(http, lines);
    }
    TestServer.Request request = server.requests().get(0);
    assertThat(request.headers().getFirst("Content-Encoding")).isEqualTo("gzip");
    assertThat(request.unzipped()).isEqualTo(lines + "\n");
    assertThat(request.raw().length).isLessThan(lines.length() / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void takes_every_2xx_as_delivered(int code) throws Exception {
    server.then(status(code, ""));
    try (HttpHandler http = http(config().build())) {
      log(http, "a");
      http.flush();
      assertThat(http.counts().events()).isEqualTo(1);
    }
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 501, 502, 503, 504, 507, 599})
  void sends_again_with_the_same_key_what_may_be_taken_later(int code) throws Exception {
    server.then(status(code, "not now"), status(code, "not yet"));
    try (HttpHandler http = http(config().build())) {
      log(http, "a", "b");
      http.flush();
      log(http, "a", "b");
      http.flush();

      assertThat(http.counts()).isEqualTo(new HttpCounts(4, 2, 0, 0, 2, 0));
    }
    assertThat(server.bodies()).hasSize(4).containsOnly("a\nb\n");
    List<String> keys = server.requests().stream().map(TestServer.Request::key).toList();
    assertThat(keys.subList(0, 3)).containsOnly(keys.get(0));
    assertThat(keys.get(3)).as("other events that look the same").isNotEqualTo(keys.get(0));
    assertThat(reports)
        .containsExactly(
            "WARN http ["
                + server.url()
                + "] does not take events now: answer "
                + code
                + ": not now",
            "INFO http [" + server.url() + "] takes events again");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 422})
  void refuses_a_batch_for_good_that_the_server_finds_wrong(int code) throws Exception {
    server.then(status(code, "bad\r\n\u001b[31mline\u0000\u202e!"));
    try (HttpHandler http = http(config().build())) {
      log(http, "a", "b");
      UndeliveredException e = undelivered(http);
      assertThat(e.undelivered()).isEqualTo(2);
      assertThat(e.refused()).isEqualTo(2);
      String answer = "answer " + code + ": bad   [31mline  !";
      assertThat(e).hasMessage("2 events not taken by http [" + server.url() + "]: " + answer);
      assertThat(reports)
          .containsExactly("ERROR http [" + server.url() + "] refused 2 events: " + answer);
      log(http, "c");
      http.flush();
      assertThat(http.counts()).isEqualTo(new HttpCounts(1, 1, 2, 0, 0, 0));
    }
    assertThat(server.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 304, 401, 402, 403, 404, 405, 407, 410, 415, 431, 451})
  void gives_a_batch_up_at_once_but_refuses_none_when_the_set_up_is_wrong(int code)
      throws Exception {
    String text = code == 304 ? "" : "no\u001b[31m token";
    server.then(status(503, "away"), status(code, text), status(code, text));
    try (HttpHandler http = http(config().build())) {
      log(http, "a", "b");
      UndeliveredException e = undelivered(http);
      assertThat(e.undelivered()).isEqualTo(2);
      assertThat(e.refused()).isZero();
      String answer = "answer " + code + (code == 304 ? "" : ": no [31m token");
      assertThat(e).hasMessage("2 events not taken by http [" + server.url() + "]: " + answer);
      log(http, "a", "b");
      assertThat(undelivered(http).refused()).isZero();
      log(http, "a", "b");
      http.flush();
      assertThat(http.counts()).isEqualTo(new HttpCounts(2, 1, 0, 4, 1, 0));
      String what = "http [" + server.url() + "]";
      assertThat(reports)
          .containsExactly(
              "WARN " + what + " does not take events now: answer 503: away",
              "ERROR " + what + " takes no events until the set-up is right: " + answer,
              "INFO " + what + " takes events again");
    }
    assertThat(server.requests()).hasSize(4);
    assertThat(server.requests().stream().map(TestServer.Request::key).distinct())
        .as("one batch, whose answers said nothing of it")
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void follows_no_redirect(int code) throws Exception {
    try (TestServer other = new TestServer()) {
      server.then(
          exchange -> {
            exchange.getResponseHeaders().add("Location", other.url());
            exchange.sendResponseHeaders(code, -1);
          });
      try (HttpHandler http = http(config().header("Authorization", "Bearer abc").build())) {
        log(http, "a");
        assertThat(undelivered(http).undelivered()).isEqualTo(1);
      }
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void goes_on_after_a_refused_batch_and_counts_it_alone() throws Exception {
    server.then(status(200, ""), status(400, "no"), status(200, ""));
    try (HttpHandler http = http(config().maxBatchEvents(2).build())) {
      log(http, "a", "b", "c", "d", "e", "f");
      UndeliveredException e = undelivered(http);
      assertThat(e.undelivered()).isEqualTo(2);
      assertThat(e.refused()).isEqualTo(2);
    }
    assertThat(server.bodies()).containsExactly("a\nb\n", "c\nd\n", "e\nf\n");
  }

  @Test
  void halves_a_batch_that_is_too_long_until_it_fits() throws Exception {
    server.then(status(413, "big"), status(413, "big"));
    try (HttpHandler http = http(config().build())) {
      log(http, "a", "b", "c", "d");
      http.flush();
      assertThat(http.counts()).isEqualTo(new HttpCounts(4, 3, 0, 0, 0, 2));
    }
    assertThat(server.bodies()).containsExactly("a\nb\nc\nd\n", "a\nb\n", "a\n", "b\n", "c\nd\n");
    assertThat(server.requests().stream().map(TestServer.Request::key)).doesNotHaveDuplicates();
    assertThat(reports)
        .containsExactly(
            "WARN http ["
                + server.url()
                + "] takes no batch of 8 bytes, sending halves; lower maxBatchSize: answer 413: big");
  }

  @Test
  void refuses_a_single_event_that_is_too_long_for_the_server() throws Exception {
    server.then(status(413, ""), status(413, ""), status(200, ""));
    try (HttpHandler http = http(config().build())) {
      log(http, "a", "b");
      UndeliveredException e = undelivered(http);
      assertThat(e.undelivered()).isEqualTo(1);
      assertThat(e.refused()).isEqualTo(1);
    }
    assertThat(server.bodies()).containsExactly("a\nb\n", "a\n", "b\n");
  }

  @Test
  void counts_all_that_is_left_when_a_half_is_given_up() throws Exception {
    server.then(status(413, ""), status(200, ""), status(503, ""));
    try (HttpHandler http = http(config().maxRetries(0).build())) {
      log(http, "a", "b", "c");
      UndeliveredException e = undelivered(http);
      assertThat(e.undelivered()).isEqualTo(2);
      assertThat(e.refused()).isZero();
      assertThat(http.counts()).isEqualTo(new HttpCounts(1, 1, 0, 2, 0, 1));
    }
  }

  @Test
  void gives_up_after_the_last_retry_and_takes_nothing_more_before_the_flush() throws Exception {
    server.then(status(503, "full"), status(503, "full"), status(503, "full"));
    try (HttpHandler http = http(config().maxRetries(2).maxBatchEvents(2).build())) {
      log(http, "a", "b");
      assertThatThrownBy(() -> http.handle(event("c")))
          .hasMessageContaining("takes nothing until the batch before is accounted for");
      UndeliveredException e = undelivered(http);
      assertThat(e.undelivered()).isEqualTo(2);
      assertThat(e.refused()).isZero();
      assertThat(e).hasMessageEndingWith("answer 503: full");
      assertThat(http.counts()).isEqualTo(new HttpCounts(0, 0, 0, 3, 2, 0));
      log(http, "d");
      http.flush();
    }
    assertThat(server.bodies()).containsExactly("a\nb\n", "a\nb\n", "a\nb\n", "d\n");
  }

  @Test
  void begins_no_attempt_after_the_time_for_retries() throws Exception {
    server.then(status(503, ""));
    HttpConfig config = config().retryTimeout(Duration.ZERO).build();
    try (HttpHandler http = http(config)) {
      log(http, "a");
      assertThat(undelivered(http).undelivered()).isEqualTo(1);
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void waits_as_long_as_the_server_asks_for() throws Exception {
    server.then(retryAfter(429, "1"));
    long start = System.nanoTime();
    try (HttpHandler http = http(config().build())) {
      log(http, "a");
      http.flush();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void the_batch_after_one_that_was_given_up_waits_as_the_server_asks() throws Exception {
    server.then(retryAfter(429, "1"));
    long start = System.nanoTime();
    try (HttpHandler http = http(config().maxRetries(0).build())) {
      log(http, "a");
      assertThat(undelivered(http).undelivered()).isEqualTo(1);
      log(http, "b");
      http.flush();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(990)); // two clocks
    assertThat(server.bodies()).containsExactly("a\n", "b\n");
  }

  @Test
  void leaves_no_thread_behind() throws Exception {
    try (HttpHandler http = http(config().build())) {
      log(http, "a");
    }
    await()
        .until(
            () -> {
              System.gc(); // the JDK's client ends when nobody holds it any more
              return Thread.getAllStackTraces().keySet().stream()
                  .map(Thread::getName)
                  .noneMatch(
                      name -> name.startsWith("HttpClient-") || name.equals("heartwood-http"));
            });
  }

  @Test
  void waits_no_longer_than_its_own_time_however_long_the_server_asks_for() throws Exception {
    server.then(retryAfter(503, "86400"));
    try (HttpHandler http = http(config().retryTimeout(Duration.ofMillis(50)).build())) {
      log(http, "a");
      http.flush(); // a last attempt at the end of that time
      assertThat(http.counts().retries()).isEqualTo(1);
    }
  }

  @Test
  void gives_up_on_a_server_that_does_not_answer_in_time() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    TestServer.Reply never = exchange -> awaitQuietly(over);
    server.then(never, never);
    HttpConfig config = config().requestTimeout(Duration.ofMillis(100)).maxRetries(1).build();
    try (HttpHandler http = http(config)) {
      log(http, "a");
      assertThat(undelivered(http))
          .hasMessageContaining("no answer within")
          .satisfies(e -> assertThat(e).hasMessageContaining("ms"));
      log(http, "b");
      http.flush();
    } finally {
      over.countDown();
    }
    assertThat(server.bodies()).containsExactly("a\n", "a\n", "b\n");
  }

  @Test
  void counts_what_cannot_be_sent_while_nobody_listens() throws Exception {
    int port = freePort();
    HttpConfig config =
        HttpConfig.to("http://localhost:" + port + "/logs?token=secret")
            .maxRetries(2)
            .retryDelay(Duration.ofMillis(1))
            .status((level, message, cause) -> reports.add(level + " " + message))
            .build();
    try (HttpHandler http = http(config)) {
      log(http, "a", "b");
      UndeliveredException e = undelivered(http);
      assertThat(e.undelivered()).isEqualTo(2);
      assertThat(e).hasMessageContaining("http [http://localhost:" + port + "/logs?...]");
      assertThat(e).hasMessageContaining("ConnectException");
      assertThat(http.counts()).isEqualTo(new HttpCounts(0, 0, 0, 2, 2, 0));
    }
    assertThat(reports).hasSize(1);
    assertThat(reports.toString()).doesNotContain("secret");
  }

  @Test
  void finishes_the_attempt_of_an_interrupted_thread_and_keeps_the_interrupt() throws Exception {
    try (HttpHandler http = http(config().build())) {
      log(http, "a");
      Thread.currentThread().interrupt();
      http.flush();
      assertThat(Thread.interrupted()).isTrue();

      server.then(status(503, ""));
      log(http, "b");
      Thread.currentThread().interrupt();
      assertThat(undelivered(http).undelivered()).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(server.bodies()).containsExactly("a\n", "b\n");
  }

  @Test
  void close_sends_the_rest_and_refuses_what_comes_later() throws Exception {
    HttpHandler http = http(config().build());
    log(http, "a");
    http.close();
    http.close();
    assertThat(server.bodies()).containsExactly("a\n");
    assertThatThrownBy(() -> log(http, "b")).hasMessageEndingWith("is closed");
  }

  @Test
  void close_tells_what_it_could_not_send_in_its_time() throws Exception {
    HttpConfig config = config().closeTimeout(Duration.ofMillis(50)).maxRetries(1000).build();
    HttpHandler http = http(config);
    for (int i = 0; i < 1000; i++) {
      server.then(status(503, "going down"));
    }
    log(http, "a", "b");
    UndeliveredException e = catchThrowableOfType(UndeliveredException.class, http::close);
    assertThat(e.undelivered()).isEqualTo(2);
  }

  @Test
  void close_ends_the_pause_of_a_thread_that_waits_to_send_again() throws Exception {
    server.then(retryAfter(503, "3600"));
    HttpConfig config = config().retryTimeout(Duration.ofHours(1)).build();
    HttpHandler http = http(config);
    log(http, "a");
    CountDownLatch ended = new CountDownLatch(1);
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                http.flush();
              } catch (IOException e) {
                thrown.add(e);
              }
              ended.countDown();
            });
    sender.start();
    await().until(() -> server.requests().size() == 1);
    http.close();
    ended.await();
    assertThat(thrown).singleElement().isInstanceOf(UndeliveredException.class);
  }

  @Test
  void the_barrier_sends_and_leaves_the_telling_of_losses_to_the_flush() throws Exception {
    try (HttpHandler http = http(config().maxRetries(0).build())) {
      log(http, "a");
      assertThat(http.awaitDelivered(Duration.ofSeconds(5))).isTrue();
      server.then(status(503, ""));
      log(http, "b");
      assertThat(http.awaitDelivered(Duration.ofSeconds(5))).isFalse();
      assertThat(undelivered(http).undelivered()).isEqualTo(1);
      assertThat(http.awaitDelivered(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void many_threads_at_once_lose_and_double_nothing() throws Exception {
    int threads = 8;
    int each = 100;
    AtomicInteger next = new AtomicInteger();
    try (HttpHandler http = http(config().build())) {
      Threads.collect(
          threads,
          () -> {
            String name = "t" + next.getAndIncrement();
            for (int i = 0; i < each; i++) {
              log(http, name + " " + i);
              http.flush();
            }
            return name;
          },
          String[]::new);
      assertThat(http.counts().events()).isEqualTo(threads * each);
    }
    List<String> lines = server.bodies().stream().flatMap(String::lines).toList();
    assertThat(lines).hasSize(threads * each).doesNotHaveDuplicates();
    for (int t = 0; t < threads; t++) {
      String name = "t" + t + " ";
      assertThat(lines.stream().filter(line -> line.startsWith(name)))
          .containsExactlyElementsOf(IntStream.range(0, each).mapToObj(i -> name + i).toList());
    }
  }

  /** Where there are virtual threads: on JDK 21 and later. */
  @Test
  void virtual_threads_that_wait_for_the_server_give_their_carrier_to_others() throws Exception {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    CountDownLatch answer = new CountDownLatch(1);
    server.then(exchange -> awaitQuietly(answer));
    try (HttpHandler http = http(config().build())) {
      List<Thread> senders = new CopyOnWriteArrayList<>();
      Runnable sending =
          () -> {
            try {
              log(http, "x");
              http.flush();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          };
      for (int i = 0; i < 16 * Runtime.getRuntime().availableProcessors(); i++) {
        senders.add((Thread) start.invoke(null, sending));
      }
      await().until(() -> server.requests().size() == 1);
      CountDownLatch ran = new CountDownLatch(1);
      start.invoke(null, (Runnable) ran::countDown);
      assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(http.counts().events()).isZero();
      answer.countDown();
      for (Thread sender : senders) {
        sender.join();
      }
      http.flush();
      assertThat(http.counts().events()).isEqualTo(senders.size());
    }
  }

  @Test
  void behind_a_ring_every_event_is_in_one_count() throws Exception {
    for (int i = 0; i < 200; i++) {
      int code = new int[] {200, 503, 400, 413, 503, 200, 200}[i % 7];
      server.then(status(code, ""));
    }
    HttpConfig config = config().maxRetries(0).maxBatchEvents(50).build();
    HttpHandler http = http(config);
    AsyncConfig ring =
        AsyncConfig.DEFAULT.withCapacity(256).withStatus((level, message, cause) -> {});
    AsyncHandler async = new AsyncHandler(ring, http);
    int events = 20_000;
    for (int i = 0; i < events; i++) {
      async.handle(event("event " + i));
    }
    async.close();

    List<String> taken = new CopyOnWriteArrayList<>();
    for (int i = 0; i < server.requests().size(); i++) {
      if (i >= 200 || List.of(0, 5, 6).contains(i % 7)) {
        taken.addAll(server.bodies().get(i).lines().toList());
      }
    }
    assertThat(async.delivery().accepted()).isEqualTo(events);
    assertThat(async.delivery().delivered()).isEqualTo(taken.size());
    assertThat(async.delivery().failed()).isEqualTo(events - taken.size());
    assertThat(http.counts().events()).isEqualTo(taken.size());
    assertThat(http.counts().refused() + http.counts().undelivered())
        .isEqualTo(events - taken.size());
    assertThat(taken).doesNotHaveDuplicates();
    assertThat(taken.stream().map(line -> Integer.valueOf(line.substring(6)))).isSorted();
  }

  private HttpConfig.Builder config() {
    return HttpConfig.to(server.url())
        .retryDelay(Duration.ofMillis(1))
        .maxRetryDelay(Duration.ofMillis(5))
        .status((level, message, cause) -> reports.add(level + " " + message));
  }

  private static HttpHandler http(HttpConfig config) {
    return new HttpHandler(config, LINES);
  }

  private static void log(HttpHandler http, String... messages) throws IOException {
    for (String message : messages) {
      http.handle(event(message));
    }
  }

  private static UndeliveredException undelivered(HttpHandler http) {
    UndeliveredException e = catchThrowableOfType(UndeliveredException.class, http::flush);
    assertThat(e).isNotNull();
    return e;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
