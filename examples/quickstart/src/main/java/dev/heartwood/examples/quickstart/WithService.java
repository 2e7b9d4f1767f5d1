package dev.heartwood.examples.quickstart;

import ch.qos.logback.classic.LoggerContext;
import dev.heartwood.logback.AsyncAppender;
import dev.heartwood.logback.ServiceAppender;
import dev.heartwood.spool.SpoolStats;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a log service, lets the same orders be logged to it, and asks it what came. {@code
 * logback-service.xml} says where events go; the code that logs is the same.
 */
final class WithService {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String FIELDS = "fields=level,message,key,correlation_id,metadata";

  private final HttpClient client = HttpClient.newHttpClient();
  private final PrintStream out;
  private final String url;

  private WithService(PrintStream out, String url) {
    this.out = out;
    this.url = url;
  }

  /**
   * @param jar of the service
   * @param lines a file of log lines to send as well
   */
  static int run(PrintStream out, Path jar, @Nullable Path lines)
      throws IOException, InterruptedException {
    try (ServiceProcess service = ServiceProcess.start(jar)) {
      out.println("service on " + service.url());
      System.setProperty("service.url", service.url());
      System.setProperty("service.spool", service.spool().toString());
      System.setProperty("logback.configurationFile", "logback-service.xml");
      new OrderService().takeOrders();
      if (lines != null) {
        new LinePlayer().play(lines);
      }
      boolean complete = deliver(out);
      new WithService(out, service.url()).ask();
      return complete ? 0 : 1;
    }
  }

  /** Waits until the service has acknowledged all, and stops logging. */
  private static boolean deliver(PrintStream out) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    AsyncAppender async =
        (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC");
    boolean complete = async.awaitDelivered(PATIENCE);
    SpoolStats stats = stats((ServiceAppender) async.getAppender("SERVICE"));
    out.println("acknowledged: " + stats.delivered() + ", refused: " + stats.refused());
    context.stop();
    return complete && stats.refused() == 0 && stats.lost() == 0;
  }

  private static SpoolStats stats(@Nullable ServiceAppender appender) {
    return Objects.requireNonNull(appender, "SERVICE").spoolStats().orElseThrow();
  }

  private void ask() throws IOException, InterruptedException {
    show("what went wrong", "/api/v1/logs?min_level=WARN&limit=3&refresh=true&" + FIELDS);
    show("one order, by its metadata", "/api/v1/logs?metadata.orderId=205&order=asc&" + FIELDS);
    show("a search", "/api/v1/logs?q=stuck%20OR%20cancelled&" + FIELDS);
    show("the newest entry of an order", "/api/v1/logs/latest?key=101&" + FIELDS);
    show("counts", "/api/v1/logs/stats");
    show("replay, in the order of arrival", "/api/v1/logs/replay?key=103&" + FIELDS);
  }

  private void show(String what, String path) throws IOException, InterruptedException {
    out.println(what + ": GET " + path);
    boolean rows = path.startsWith("/api/v1/logs?");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Accept", rows ? "application/x-ndjson" : "*/*")
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " was answered " + answer.statusCode() + ": " + answer.body());
    }
    answer.body().lines().forEach(line -> out.println("  " + line));
  }
}
