package dev.heartwood.service.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows entries as they come, also beyond a restart of the service. */
@Command(
    name = "tail",
    description =
        "Shows entries as they come, until it is stopped. Goes on where it was when the"
            + " service is away for a while.")
final class TailCommand extends CallCommand {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  @Mixin private FilterFlags filters = new FilterFlags();

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "End after so many; default: never.",
      defaultValue = "" + Long.MAX_VALUE,
      showDefaultValue = Help.Visibility.NEVER)
  private long limit;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private OutputFormat format = OutputFormat.TEXT;

  private @Nullable String lastId;
  private long printed;

  TailCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Exception {
    EntryPrinter printer = new EntryPrinter(console(), format == OutputFormat.JSON);
    ServiceClient client = client();
    long pause = FIRST_PAUSE_NANOS;
    boolean connected = false;
    while (true) {
      try (EventStream events = new EventStream(open(client))) {
        if (connected) {
          console().note("connected again");
        }
        connected = true;
        pause = FIRST_PAUSE_NANOS;
        if (follow(events, printer)) {
          return ExitCode.DONE;
        }
      } catch (ServiceException e) {
        if (!connected || !e.isPassing()) {
          throw e;
        }
      } catch (IOException e) {
        if (!connected || console().out().checkError()) {
          throw e;
        }
      }
      if (pause == FIRST_PAUSE_NANOS) {
        console().note("the service is away; trying again");
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
    }
  }

  private InputStream open(ServiceClient client) throws IOException, InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "text/event-stream");
    if (lastId != null) {
      headers.put("Last-Event-ID", lastId);
    }
    return client.get("/api/v1/logs/tail", filters.toQuery(), headers);
  }

  /** Returns whether that was all. */
  private boolean follow(EventStream events, EntryPrinter printer) throws IOException {
    try {
      for (EventStream.Event event = events.next(); event != null; event = events.next()) {
        JsonNode node = JsonMapper.shared().readTree(event.data());
        if (event.name().isEmpty()) {
          printer.print(event.data(), node);
          printed++;
        } else if (event.name().equals("gap")) {
          console().note(EntryLines.gap(node.path("gap")));
        } else if (event.name().equals("q")) {
          console().note(EntryLines.plain(node.path("q")));
        }
        if (printed >= limit) {
          return true;
        }
      }
      return false;
    } finally {
      lastId = events.lastId() == null ? lastId : events.lastId();
    }
  }
}
