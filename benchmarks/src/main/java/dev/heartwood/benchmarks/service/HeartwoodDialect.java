package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Heartwood's service with its defaults: each 2xx waits for the disk. Batches have an {@code
 * Idempotency-Key}, as those of its own senders have.
 *
 * @param jar the runnable one
 * @param heap of the server, such as {@code 1g}
 * @param jvmOptions further ones
 */
record HeartwoodDialect(Path jar, String heap, List<String> jvmOptions) implements Dialect {
  private static final Pattern TOTAL = Pattern.compile("\"total\":(\\d+)");
  private static final Pattern FIRST_ID = Pattern.compile("\"log_ids\":\\[\"([^\"]+)\"");
  private static final Pattern BACKLOG = Pattern.compile("\"backlog\":(\\d+)");
  private static final Pattern JOURNAL = Pattern.compile("\"journal_bytes\":(\\d+)");

  private static final String LIMIT = "?limit=" + Ask.MOST;

  /** The service looks each minute for days that it can pack. */
  private static final Duration UPKEEP = Duration.ofSeconds(65);

  @Override
  public String label() {
    return "heartwood";
  }

  @Override
  public List<String> command(Path directory, int port) {
    return ServerProcess.java(
        "-Xmx" + heap,
        jvmOptions,
        List.of(
            "-jar",
            jar.toString(),
            "serve",
            "--port",
            Integer.toString(port),
            "--data",
            directory.toString()));
  }

  @Override
  public String readyTarget() {
    return "/health/ready";
  }

  @Override
  public void prepare(HttpConnection connection) {}

  @Override
  public Bodies.Format batched() {
    return (entry, out) -> {
      EntryJson.write(entry, out);
      out.write('\n');
    };
  }

  @Override
  public byte[] batchHead(long number, Bodies.Part part) {
    String headers =
        "Content-Type: application/x-ndjson\r\nIdempotency-Key: batch-" + number + "\r\n";
    return HttpConnection.head("POST", "/api/v1/logs/batch", headers, part.length());
  }

  @Override
  public boolean isAccepted(HttpAnswer answer, Bodies.Part part) {
    if (answer.status() == 429 || answer.status() == 503) {
      return false;
    }
    if (answer.status() == 200 && answer.body().contains("\"accepted\":" + part.entries() + ",")) {
      return true;
    }
    throw new IllegalStateException("a batch was answered " + answer);
  }

  @Override
  public String id(HttpAnswer answer, Bodies.Part part) {
    return first(FIRST_ID, answer);
  }

  @Override
  public byte[] singleHead(int length) {
    return HttpConnection.head(
        "POST", "/api/v1/logs", "Content-Type: application/json\r\n", length);
  }

  @Override
  public byte[] request(Ask ask) {
    String target =
        "/api/v1/logs"
            + switch (ask.question()) {
              case NEWEST -> LIMIT + "&level=" + ask.value() + "&service=" + ask.service();
              case CORRELATION -> LIMIT + "&correlation_id=" + encoded(ask.value());
              case ID -> "/" + ask.value();
              case WORD -> LIMIT + "&q=" + encoded(ask.value());
              case SUBSTRING -> LIMIT + "&keyword=" + encoded(ask.value());
              case HISTOGRAM ->
                  "/stats?bucket="
                      + Ask.BAR.toMinutes()
                      + "m&start_time="
                      + ask.from()
                      + "&end_time="
                      + ask.until();
            };
    return HttpConnection.request("GET", target, "", "");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @Override
  public long found(Ask ask, HttpAnswer answer) {
    answer.expect(200);
    return ask.question() == Question.ID ? 1 : Long.parseLong(first(TOTAL, answer));
  }

  @Override
  public long count(HttpConnection connection) throws IOException {
    HttpAnswer answer = connection.get("/api/v1/logs?limit=1&fields=log_id&count=exact");
    answer.expect(200);
    return Long.parseLong(first(TOTAL, answer));
  }

  @Override
  public Backlog backlog(HttpConnection connection) throws IOException {
    HttpAnswer answer = connection.get("/api/v1/metrics");
    answer.expect(200);
    return new Backlog(
        Long.parseLong(first(BACKLOG, answer)), Long.parseLong(first(JOURNAL, answer)));
  }

  @Override
  public void settle(HttpConnection connection) {}

  @Override
  public Duration settlesWithin() {
    return UPKEEP;
  }

  private static String first(Pattern pattern, HttpAnswer answer) {
    Matcher found = pattern.matcher(answer.body());
    if (!found.find()) {
      throw new IllegalStateException("answer must have " + pattern + ", was " + answer);
    }
    return found.group(1);
  }
}
