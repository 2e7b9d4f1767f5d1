package dev.heartwood.http;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Servers that answer with anything but an answer. */
class HostileServerTest {
  private static final byte[] MEGABYTE = new byte[1024 * 1024];

  static {
    Arrays.fill(MEGABYTE, (byte) 'x');
  }

  @Test
  void an_endless_body_ends_after_its_first_bytes() throws Exception {
    try (RawServer server =
        new RawServer(
            out -> {
              write(out, "HTTP/1.1 400 Bad\r\nContent-Length: 999999999999\r\n\r\n");
              endlessly(out);
            })) {
      UndeliveredException e = sendTo(server);
      assertThat(e.refused()).isEqualTo(1);
      assertThat(e.getMessage()).endsWith("x".repeat(200)).hasSizeLessThan(400);
    }
  }

  @Test
  void an_endless_body_after_a_good_status_is_a_delivery() throws Exception {
    try (RawServer server =
        new RawServer(
            out -> {
              write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                write(out, "100000\r\n");
                out.write(MEGABYTE);
                write(out, "\r\n");
              }
            })) {
      assertThat(sendTo(server)).isNull();
    }
  }

  @Test
  void a_body_that_stalls_after_the_status_does_not_change_what_the_status_said() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            out -> {
              write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
              await(over);
            })) {
      assertThat(sendTo(server)).isNull();
    } finally {
      over.countDown();
    }
  }

  @Test
  void a_body_that_breaks_off_does_not_change_what_the_status_said() throws Exception {
    try (RawServer server =
        new RawServer(out -> write(out, "HTTP/1.1 422 No\r\nContent-Length: 10\r\n\r\nabc"))) {
      assertThat(sendTo(server).refused()).isEqualTo(1);
    }
  }

  @Test
  void headers_without_end_are_a_failure_and_no_answer() throws Exception {
    try (RawServer server =
        new RawServer(
            out -> {
              write(out, "HTTP/1.1 200 OK\r\nX-Long: ");
              endlessly(out);
            })) {
      UndeliveredException e = sendTo(server);
      assertThat(e.undelivered()).isEqualTo(1);
      assertThat(e.refused()).isZero();
      assertThat(e.getMessage()).hasSizeLessThan(500);
    }
  }

  @Test
  void headers_without_number_are_a_failure_and_no_answer() throws Exception {
    try (RawServer server =
        new RawServer(
            out -> {
              write(out, "HTTP/1.1 200 OK\r\n");
              for (long i = 0; ; i++) {
                write(out, "X-" + i + ": " + "y".repeat(1000) + "\r\n");
              }
            })) {
      assertThat(sendTo(server).undelivered()).isEqualTo(1);
    }
  }

  @Test
  void what_is_no_http_is_a_failure_and_tried_again() throws Exception {
    try (RawServer server = new RawServer(out -> write(out, "220 mail.example ESMTP\r\n"))) {
      assertThat(sendTo(server).refused()).isZero();
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_connection_that_closes_without_a_word_is_tried_again() throws Exception {
    try (RawServer server = new RawServer(out -> {})) {
      assertThat(sendTo(server).refused()).isZero();
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void secrets_that_a_server_sends_back_are_not_shown() throws Exception {
    try (TestServer server = new TestServer()) {
      server.then(
          exchange ->
              TestServer.status(
                      401, "you sent " + exchange.getRequestHeaders().getFirst("Authorization"))
                  .to(exchange));
      assertThat(sendTo(server.url()))
          .hasMessageEndingWith("answer 401: you sent ***")
          .hasMessageNotContaining("s3cret-token");
      server.then(TestServer.status(400, "bad token s3cret-token!"));
      assertThat(sendTo(server.url())).hasMessageEndingWith("answer 400: bad token ***!");
    }
  }

  private static UndeliveredException sendTo(RawServer server) throws IOException {
    return sendTo(server.url());
  }

  private static UndeliveredException sendTo(String url) throws IOException {
    HttpConfig config =
        HttpConfig.to(url)
            .header("Authorization", "Bearer s3cret-token")
            .requestTimeout(Duration.ofMillis(500))
            .maxRetries(1)
            .retryDelay(Duration.ofMillis(1))
            .status((level, message, cause) -> {})
            .build();
    try (HttpHandler http = new HttpHandler(config, HttpHandlerTest.LINES)) {
      http.handle(event("a"));
      return catchThrowableOfType(UndeliveredException.class, http::flush);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void endlessly(OutputStream out) throws IOException {
    while (true) {
      out.write(MEGABYTE); // until the client hangs up
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
