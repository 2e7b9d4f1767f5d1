package dev.heartwood.service.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a service for entries. */
@Command(name = "query", description = "Finds entries, the newest first unless told otherwise.")
final class QueryCommand extends CallCommand {
  /** What the service takes for its order. */
  enum Direction {
    asc,
    desc
  }

  @Mixin private FilterFlags filters = new FilterFlags();

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "At most so many; default ${DEFAULT-VALUE}.",
      defaultValue = "100")
  private int limit;

  @Option(
      names = "--order",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "desc")
  private Direction order = Direction.desc;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(names = "--refresh", description = "Wait until all that was accepted before is found.")
  private boolean refresh;

  QueryCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Exception {
    EntryPrinter printer = new EntryPrinter(console(), format == OutputFormat.JSON);
    QueryText query = filters.toQuery().add("limit", limit).add("order", order);
    query.add("refresh", refresh ? true : null);
    Map<String, String> headers = Map.of("Accept", "application/x-ndjson");
    try (EntryLines lines =
        new EntryLines(client().get("/api/v1/logs", query, headers), printer, console())) {
      return lines.print();
    }
  }
}
