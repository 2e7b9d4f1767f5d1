package dev.heartwood.examples.quickstart;

import ch.qos.logback.classic.LoggerContext;
import dev.heartwood.logback.AsyncAppender;
import dev.heartwood.logback.LogStores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes some orders, sends a file of log lines through if one is given, and tells what became of
 * it: the last records, the newest one of each order, and the accounting.
 *
 * <p>Nothing here knows of Heartwood before the report: the code logs through SLF4J, and {@code
 * logback.xml} says where to.
 */
public final class Quickstart {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int WRONG_USE = 2;
  private static final String WITH_SERVICE = "--with-service";

  private Quickstart() {}

  /**
   * Takes a file of log lines, or nothing; before it {@code --with-service} and the service's jar,
   * if a log service is to take the place of files and store.
   */
  public static void main(String[] args) throws Exception {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int status = run(out, args);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(PrintStream out, String... args) throws IOException, InterruptedException {
    int first = args.length > 1 && args[0].equals(WITH_SERVICE) ? 2 : 0;
    if (args.length > first + 1) {
      out.println("usage: quickstart [--with-service] [file of log lines]");
      return WRONG_USE;
    }
    Path lines = args.length == first ? null : Path.of(args[first]);
    if (lines != null && (!Files.isReadable(lines) || Files.isDirectory(lines))) {
      out.println("cannot read " + lines.toAbsolutePath());
      return WRONG_USE;
    }
    if (first > 0) {
      return WithService.run(out, Path.of(args[1]), lines);
    }

    new OrderService().takeOrders();
    if (lines != null) {
      new LinePlayer().play(lines);
    }

    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    AsyncAppender async =
        (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC");
    boolean complete = async.awaitDelivered(PATIENCE);
    Report report = new Report(out);
    report.print(LogStores.get("orders"), async);
    complete &= async.delivery().values().stream().allMatch(view -> view.failed() == 0);
    Path directory = Path.of(context.getProperty("dir"));
    context.stop(); // closes the files
    report.printFiles(directory);
    return complete ? 0 : 1;
  }
}
