package dev.heartwood.http;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.http.TestServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.heartwood.UndeliveredException;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceHandlerTest {
  @TempDir Path dir;

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
  void posts_lines_to_the_batches_of_the_service_with_key_and_name() throws Exception {
    server.then(answer(2));
    try (ServiceHandler handler = new ServiceHandler(config().apiKey("secret-key").build())) {
      handler.handle(event("one"));
      handler.handle(event("two"));
      handler.flush();
      assertThat(handler.counts()).isEqualTo(new HttpCounts(2, 1, 0, 0, 0, 0));
    }
    TestServer.Request request = server.requests().get(0);
    assertThat(request.path()).isEqualTo("/api/v1/logs/batch");
    assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer secret-key");
    assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(request.body().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"service_name\":\"shop\""));
  }

  @Test
  void what_the_service_refuses_is_counted_and_told_and_the_rest_is_delivered() throws Exception {
    server.then(status(200, result(2, error(1, "invalid", false))), answer(1));
    try (ServiceHandler handler = new ServiceHandler(config().build())) {
      log(handler, "one", "two", "three");
      UndeliveredException failure =
          catchThrowableOfType(UndeliveredException.class, handler::flush);
      assertThat(failure.undelivered()).isEqualTo(1);
      assertThat(failure.refused()).isEqualTo(1);
      log(handler, "four");
      handler.flush();
      assertThat(handler.counts()).isEqualTo(new HttpCounts(3, 2, 1, 0, 0, 0));
    }
    assertThat(reports)
        .containsExactly(
            "ERROR " + what() + " refused 1 events: invalid: because of 1",
            "INFO " + what() + " takes events again");
  }

  @Test
  void what_the_service_wants_later_is_sent_again_alone_and_under_a_key_of_its_own()
      throws Exception {
    server.then(
        status(200, result(1, error(0, "rate_limited", true), error(2, "rate_limited", true))),
        status(200, result(1, error(1, "rate_limited", true))),
        answer(1));
    try (ServiceHandler handler = new ServiceHandler(config().build())) {
      log(handler, "one", "two", "three");
      handler.flush();
      assertThat(handler.counts()).isEqualTo(new HttpCounts(3, 1, 0, 0, 2, 0));
    }
    assertThat(messages(0)).containsExactly("one", "two", "three");
    assertThat(messages(1)).containsExactly("one", "three");
    assertThat(messages(2)).containsExactly("three");
    assertThat(server.requests().stream().map(TestServer.Request::key).distinct()).hasSize(3);
  }

  @Test
  void a_service_that_is_too_busy_gets_the_same_batch_again_under_the_same_key() throws Exception {
    server.then(
        TestServer.retryAfter(503, "0"),
        TestServer.retryAfter(429, "0"),
        TestServer.retryAfter(409, "0"), // the first attempt is still being worked on
        answer(2));
    try (ServiceHandler handler = new ServiceHandler(config().build())) {
      log(handler, "one", "two");
      handler.flush();
    }
    assertThat(server.bodies()).hasSize(4);
    assertThat(server.bodies().stream().distinct()).hasSize(1);
    assertThat(server.requests().stream().map(TestServer.Request::key).distinct()).hasSize(1);
  }

  @Test
  void a_whole_batch_that_is_refused_is_not_sent_again() throws Exception {
    server.then(status(422, result(0, error(0, "invalid", false), error(1, "invalid", false))));
    try (ServiceHandler handler = new ServiceHandler(config().build())) {
      log(handler, "one", "two");
      UndeliveredException failure =
          catchThrowableOfType(UndeliveredException.class, handler::flush);
      assertThat(failure.refused()).isEqualTo(2);
      assertThat(handler.counts()).isEqualTo(new HttpCounts(0, 0, 2, 0, 0, 0));
    }
    assertThat(server.bodies()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Welcome to the hotel</html>",
        "{}",
        "[1,2]",
        "{\"accepted\":1,\"rejected\":0,\"filtered\":0,\"duplicates\":0,\"errors\":[]}",
        "{\"accepted\":2,\"rejected\":0,\"filtered\":0,\"duplicates\":0}",
        "{\"accepted\":1,\"rejected\":1,\"filtered\":0,\"duplicates\":0,\"errors\":[]}",
        "{\"accepted\":1,\"rejected\":1,\"filtered\":0,\"duplicates\":0,\"errors\":[{\"index\":2}]}",
        "{\"accepted\":1,\"rejected\":1,\"filtered\":0,\"duplicates\":0,\"errors\":[{\"index\":0.5}]}",
        "{\"accepted\":2,\"rejected\":0,\"filtered\":0,\"duplicates\":0,\"errors\":[]"
      })
  void an_answer_that_is_not_the_services_settles_nothing(String text) throws Exception {
    server.then(status(200, text));
    try (ServiceHandler handler = new ServiceHandler(config().build())) {
      log(handler, "one", "two");
      UndeliveredException failure =
          catchThrowableOfType(UndeliveredException.class, handler::flush);
      assertThat(failure.undelivered()).isEqualTo(2);
      assertThat(failure.refused()).isZero();
    }
    assertThat(reports).singleElement().asString().contains("is not that of the log service");
  }

  @Test
  void without_a_spool_what_is_wanted_later_for_too_long_is_counted_and_nothing_else()
      throws Exception {
    server.then(
        status(200, result(1, error(0, "rate_limited", true))),
        status(200, result(0, error(0, "rate_limited", true))));
    try (ServiceHandler handler =
        new ServiceHandler(config().http(http -> http.maxRetries(1)).build())) {
      log(handler, "one", "two");
      UndeliveredException failure =
          catchThrowableOfType(UndeliveredException.class, handler::flush);
      assertThat(failure.undelivered()).isEqualTo(1);
      assertThat(failure.refused()).as("it is not the last").isEqualTo(1);
      assertThat(handler.counts()).isEqualTo(new HttpCounts(1, 1, 0, 1, 1, 0));
    }
  }

  @Test
  void out_of_a_spool_a_batch_that_is_half_settled_comes_again_as_it_was() throws Exception {
    String half = result(1, error(0, "rate_limited", true));
    server.then(
        status(200, half),
        status(503, ""), // now it is given up
        status(200, half), // the answer that the service kept
        answer(1));
    try (SpoolingHandler spool = spooled(config().http(http -> http.maxRetries(1)).build())) {
      spool.handle(event("one"));
      spool.handle(event("two"));
      spool.flush();
      assertThat(spool.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      assertThat(spool.stats().delivered()).isEqualTo(2);
      assertThat(spool.stats().refused()).isZero();
    }
    List<TestServer.Request> sent = server.requests();
    assertThat(sent).hasSize(4);
    assertThat(sent.get(2).body()).isEqualTo(sent.get(0).body());
    assertThat(sent.get(2).key()).isEqualTo(sent.get(0).key());
    assertThat(sent.get(3).body()).isEqualTo(sent.get(1).body());
    assertThat(sent.get(3).key()).isEqualTo(sent.get(1).key()).isNotEqualTo(sent.get(0).key());
  }

  @Test
  void a_batch_of_an_unconfirmed_spool_has_the_same_key_in_the_next_process() throws Exception {
    server.then(status(503, ""));
    ServiceConfig once =
        config().http(http -> http.maxRetries(0).retryTimeout(Duration.ZERO)).build();
    SpoolConfig patient = spool().breakerFailures(1).breakerDelay(Duration.ofHours(1)).build();
    try (SpoolingHandler spool = SpoolingHandler.open(patient, new ServiceHandler(once))) {
      spool.handle(event("one"));
      spool.handle(event("two"));
      spool.flush();
      await().until(() -> spool.stats().failures() > 0);
      spool.handle(event("three"));
      spool.flush();
    }
    server.then(answer(2), answer(1));
    try (SpoolingHandler spool = spooled(once)) {
      assertThat(spool.awaitDelivered(Duration.ofSeconds(30))).isTrue();
    }
    List<TestServer.Request> sent = server.requests();
    assertThat(sent).hasSize(3);
    assertThat(sent.get(1).body()).isEqualTo(sent.get(0).body());
    assertThat(sent.get(1).key()).isEqualTo(sent.get(0).key());
    assertThat(sent.get(2).key()).isNotEqualTo(sent.get(0).key());
  }

  @Test
  void a_key_that_is_not_for_this_service_name_keeps_events_until_it_is() throws Exception {
    String forbidden = result(0, error(0, "forbidden_service", false));
    server.then(status(422, forbidden), status(422, forbidden), status(403, ""), answer(1));
    try (SpoolingHandler spool = spooled(config().build())) {
      spool.handle(event("one"));
      spool.flush();
      assertThat(spool.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      assertThat(spool.stats().delivered()).isEqualTo(1);
    }
    assertThat(reports)
        .containsExactly(
            "ERROR "
                + what()
                + " takes no events until the set-up is right: forbidden_service: because of 0",
            "INFO " + what() + " takes events again");
    List<String> keys = server.requests().stream().map(TestServer.Request::key).toList();
    assertThat(keys.subList(0, 3)).as("the service keeps its answers").doesNotHaveDuplicates();
    assertThat(keys.get(3)).isEqualTo(keys.get(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080?a=b",
        "http://localhost:8080/api/v1/logs",
        "localhost:8080",
        "http://localhost:8080#top"
      })
  void refuses_what_is_no_address_of_a_service(String url) {
    assertThatThrownBy(() -> ServiceConfig.to(url, "shop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url must ");
  }

  @Test
  void a_service_may_stand_behind_a_path() {
    assertThat(ServiceConfig.to("http://logs.example.com/heartwood/", "shop").build().http().url())
        .hasToString("http://logs.example.com/heartwood/api/v1/logs/batch");
  }

  @Test
  void refuses_options_that_no_service_takes_and_tells_no_key() {
    assertThatThrownBy(() -> config().http(http -> http.maxBatchEvents(10_001)).build())
        .hasMessage("maxBatchEvents must be 1 to 10000 for a log service, was 10001");
    assertThatThrownBy(() -> config().http(http -> http.contentType("text/plain")).build())
        .hasMessageStartingWith("contentType must be application/x-ndjson");
    assertThatThrownBy(() -> config().apiKey(" ")).hasMessage("apiKey must not be blank");
    assertThat(config().apiKey("secret-key").build().toString()).doesNotContain("secret-key");
  }

  private ServiceConfig.Builder config() {
    return ServiceConfig.to(server.base(), "shop")
        .http(http -> http.retryDelay(Duration.ofMillis(1)).maxRetryDelay(Duration.ofMillis(2)))
        .status((level, text, cause) -> reports.add(level + " " + text));
  }

  private SpoolConfig.Builder spool() {
    return SpoolConfig.in(dir)
        .retryDelay(Duration.ofMillis(1))
        .maxRetryDelay(Duration.ofMillis(2))
        .status((level, text, cause) -> {});
  }

  private SpoolingHandler spooled(ServiceConfig config) throws IOException {
    return SpoolingHandler.open(spool().build(), new ServiceHandler(config));
  }

  private String what() {
    return "http [" + server.base() + "/api/v1/logs/batch]";
  }

  private static void log(ServiceHandler handler, String... messages) throws IOException {
    for (String message : messages) {
      handler.handle(event(message));
    }
  }

  private List<String> messages(int request) {
    return server.bodies().get(request).lines().map(ServiceHandlerTest::message).toList();
  }

  private static String message(String line) {
    return line.replaceFirst(".*\"message\":\"", "").replaceFirst("\".*", "");
  }

  private static TestServer.Reply answer(int accepted) {
    return status(200, result(accepted));
  }

  private static String result(int accepted, String... errors) {
    return "{\"accepted\":"
        + accepted
        + ",\"rejected\":"
        + errors.length
        + ",\"filtered\":0,\"duplicates\":0,\"log_ids\":[\"1-1-1\",null],\"errors\":["
        + Stream.of(errors).collect(Collectors.joining(","))
        + "],\"durability\":\"disk\"}";
  }

  private static String error(int index, String code, boolean retryable) {
    return "{\"index\": "
        + index
        + ", \"code\": \""
        + code
        + "\", \"detail\": \"because\\u0020of "
        + index
        + "\", \"retryable\": "
        + retryable
        + "}";
  }
}
