package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAppenderTest {
  private static final String PATTERN = "<encoder><pattern>%msg%n</pattern></encoder>";

  @TempDir Path dir;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    startServer(0);
  }

  private void startServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/logs", this::serve);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void alone_sends_each_event_at_once() {
    try (Configured configured = Configured.from(attached(PATTERN))) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("a").info("one {}", 1);
      configured.logger("a").info("two");
      assertThat(bodies).containsExactly("one 1\n", "two\n");
    }
  }

  @Test
  void behind_a_ring_sends_batches_of_json_with_its_headers() {
    try (Configured configured =
        Configured.from(
            behindRing("<header>X-Key: k1</header><header>X-Other: o</header><gzip>true</gzip>"))) {
      assertThat(configured.complaints()).isEmpty();
      Logger logger = configured.logger("orders");
      IntStream.range(0, 5_000).forEach(i -> logger.info("order {}", i));
    }
    assertThat(keys).isNotEmpty().containsOnly("k1 o");
    assertThat(bodies.size()).isLessThan(5_000);
    List<String> lines = bodies.stream().flatMap(String::lines).toList();
    assertThat(lines).hasSize(5_000);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).contains("\"message\":\"order " + i + "\"");
    }
  }

  @Test
  void a_refused_event_is_told_with_the_answer_and_costs_no_other() {
    answers.add(400);
    try (Configured configured = Configured.from(attached(PATTERN))) {
      configured.logger("a").info("bad");
      configured.logger("a").info("good");
      assertThat(configured.errors())
          .anyMatch(text -> text.contains("refused 1 events: answer 400: because"));
    }
    assertThat(bodies).containsExactly("bad\n", "good\n");
  }

  @Test
  void masks_secrets_before_they_are_sent() {
    try (Configured configured = Configured.from(attached(PATTERN + "<redactor/>"))) {
      configured.logger("a").info("password=hunter2");
    }
    assertThat(bodies).singleElement().asString().doesNotContain("hunter2");
  }

  @Test
  void keeps_events_on_disk_until_the_server_is_there() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    String spooled = "<spoolTo>" + dir + "/spool</spoolTo><maxRetries>0</maxRetries>" + PATTERN;
    try (Configured configured = Configured.from(behindRing(spooled, port))) {
      for (int i = 0; i < 100; i++) {
        configured.logger("a").info("order {}", i);
      }
    }
    assertThat(bodies).isEmpty();

    startServer(port);
    try (Configured configured = Configured.from(behindRing(spooled, port))) {
      configured.logger("a").info("order {}", 100);
      assertThat(configured.complaints()).isEmpty();
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(bodies.stream().flatMap(String::lines))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 100).mapToObj(i -> "order " + i).toList());
  }

  @Test
  void masks_secrets_before_they_are_spooled() throws Exception {
    String options = "<redactor/><spoolTo>" + dir + "</spoolTo>" + PATTERN;
    try (Configured configured = Configured.from(attached(options))) {
      configured.logger("a").info("password=hunter2");
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("hunter2");
        }
      }
    }
    assertThat(bodies).singleElement().asString().startsWith("password=");
  }

  @Test
  void refuses_a_spool_that_another_appender_has_open() {
    String options = PATTERN + "<spoolTo>" + dir + "</spoolTo>";
    try (Configured first = Configured.from(attached(options));
        Configured second = Configured.from(attached(options))) {
      assertThat(first.errors()).isEmpty();
      assertThat(second.errors())
          .anyMatch(text -> text.contains("spoolTo [" + dir + "] cannot be"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <url>ftp://x/y</url>                  | url must start with http or https, was [ftp://x/y]
          <header>no colon s3cret</header>      | header must be given as Name: value
          <header>Host: x</header>              | header must not be one that is set by itself
          <gzip>maybe</gzip>                    | gzip must be true or false, was maybe
          <maxBatchEvents>0</maxBatchEvents>    | maxBatchEvents must be at least 1, was 0
          <maxBatchSize>big</maxBatchSize>      | maxBatchSize cannot be big
          <maxBatchSize>1</maxBatchSize>        | maxBatchSize must be 1024 to 268435456, was 1
          <maxRequestSize>1KB</maxRequestSize>  | maxRequestSize must be 1048576 to
          <maxRequestSize>9GB</maxRequestSize>  | maxRequestSize must be 1048576 to
          <requestTimeout>soon</requestTimeout> | requestTimeout must be a duration such as
          <connectTimeout>0</connectTimeout>    | connectTimeout must be at least 1 ms
          <retryTimeout>3 days</retryTimeout>   | retryTimeout must be 0 to PT24H, was PT72H
          <maxRetries>-1</maxRetries>           | maxRetries must be at least 0, was -1
          <contentType>json</contentType>       | contentType must be a media type such as
          <maxSpoolSize>1GB</maxSpoolSize>      | maxSpoolSize needs spoolTo, was 1GB
          <spoolFsync>true</spoolFsync>         | spoolFsync needs spoolTo, was true
          <spoolTo>DIR/a</spoolTo><maxSpoolSize>1KB</maxSpoolSize> | maxSpoolSize must be at least 262144 bytes, was 1024
          <spoolTo>DIR/a</spoolTo><maxSpoolSize>big</maxSpoolSize> | maxSpoolSize cannot be big
          <spoolTo>/dev/null/x</spoolTo>        | spoolTo [/dev/null/x] cannot be opened
          <escape>loud</escape>                 | escape must be one of [CONTROL, NONE], was loud
          """)
  void refuses_a_wrong_value_with_an_error_at_start(String option, String error) {
    String given = option.replace("DIR", dir.toString());
    try (Configured configured = Configured.from(attached(given + PATTERN))) {
      configured.logger("a").info("not sent");
      assertThat(configured.errors())
          .anyMatch(text -> text.startsWith("Appender [HTTP] not started: " + error))
          .noneMatch(text -> text.contains("s3cret"));
    }
    assertThat(bodies).isEmpty();
  }

  @Test
  void needs_a_url() {
    try (Configured configured =
        Configured.from(attached(PATTERN).replaceAll("<url>.*</url>", ""))) {
      assertThat(configured.errors())
          .contains("Appender [HTTP] not started: url must be given, was missing");
    }
  }

  private String attached(String options) {
    return appender(options) + "<root level='INFO'><appender-ref ref='HTTP'/></root>";
  }

  private String behindRing(String options) {
    return behindRing(options, server.getAddress().getPort());
  }

  private static String behindRing(String options, int port) {
    return appender(options, port)
        + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
        + "<appender-ref ref='HTTP'/></appender>"
        + "<root level='INFO'><appender-ref ref='ASYNC'/></root>";
  }

  private String appender(String options) {
    return appender(options, server.getAddress().getPort());
  }

  private static String appender(String options, int port) {
    return "<appender name='HTTP' class='dev.heartwood.logback.HttpAppender'>"
        + (options.contains("<url>") ? "" : "<url>http://localhost:" + port + "/logs</url>")
        + options
        + "</appender>";
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      bodies.add(gzip ? unzipped(body) : new String(body, StandardCharsets.UTF_8));
      keys.add(
          exchange.getRequestHeaders().getFirst("X-Key")
              + " "
              + exchange.getRequestHeaders().getFirst("X-Other"));
      Integer answer = answers.poll();
      exchange.sendResponseHeaders(answer == null ? 200 : answer, 7);
      exchange.getResponseBody().write("because".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String unzipped(byte[] body) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
