package dev.heartwood.service.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries are meant; the service reads and checks them. */
final class FilterFlags {
  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Of this service; again for more.")
  private List<String> services = List.of();

  @Option(names = "--level", paramLabel = "LEVEL", description = "Of this level; again for more.")
  private List<String> levels = List.of();

  @Option(names = "--min-level", paramLabel = "LEVEL", description = "Of this level and above.")
  private @Nullable String minLevel;

  @Option(names = "--start", paramLabel = "TIME", description = "From then on; UTC by default.")
  private @Nullable String start;

  @Option(names = "--end", paramLabel = "TIME", description = "Before then; UTC by default.")
  private @Nullable String end;

  @Option(names = "--keyword", paramLabel = "TEXT", description = "With this in the message.")
  private @Nullable String keyword;

  @Option(names = "--correlation-id", paramLabel = "ID", description = "Of this request.")
  private @Nullable String correlationId;

  @Option(names = "--logger", paramLabel = "NAME", description = "Of this logger.")
  private @Nullable String logger;

  @Option(
      names = "--metadata",
      paramLabel = "NAME=VALUE",
      description = "With this in the metadata; again for more.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Option(
      names = {"-q", "--query"},
      paramLabel = "TEXT",
      description = "Words, \"phrases\", field:value, AND, OR, NOT, parentheses.")
  private @Nullable String text;

  FilterFlags() {}

  QueryText toQuery() {
    QueryText query =
        new QueryText()
            .addAll("service_name", services)
            .addAll("level", levels)
            .add("min_level", minLevel)
            .add("start_time", start)
            .add("end_time", end)
            .add("keyword", keyword)
            .add("correlation_id", correlationId)
            .add("logger", logger)
            .add("q", text);
    metadata.forEach((name, value) -> query.add("metadata." + name, value));
    return query;
  }
}
