package dev.heartwood.service.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads entries in the order of their arrival. */
@Command(name = "replay", description = "Reads entries again, in the order of their arrival.")
final class ReplayCommand extends CallCommand {
  @Mixin private FilterFlags filters = new FilterFlags();

  @Option(
      names = "--from",
      paramLabel = "TIME|SEQUENCE",
      description = "Where to begin; default with the oldest that is kept.")
  private @Nullable String from;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      description = "As fast as it happened times this; default without pauses.")
  private @Nullable Double speed;

  @Option(names = "--follow", description = "Go on with what comes.")
  private boolean follow;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private OutputFormat format = OutputFormat.TEXT;

  ReplayCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Exception {
    EntryPrinter printer = new EntryPrinter(console(), format == OutputFormat.JSON);
    QueryText query =
        filters.toQuery().add("from", from).add("speed", speed).add("follow", follow ? true : null);
    Map<String, String> headers = Map.of("Accept", "application/x-ndjson");
    try (EntryLines lines =
        new EntryLines(client().get("/api/v1/logs/replay", query, headers), printer, console())) {
      return lines.print();
    }
  }
}
