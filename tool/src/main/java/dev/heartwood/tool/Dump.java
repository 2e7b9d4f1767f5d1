package dev.heartwood.tool;

import dev.heartwood.format.JsonFormat;
import dev.heartwood.format.Utf8Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints records. */
@Command(
    name = "dump",
    description = "Prints the records of PATH in order, as text or as JSON lines.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all that was wanted is printed",
      "1:something of it cannot be read",
      "2:cannot be read at all, or wrong usage"
    })
final class Dump extends PathCommand {
  private static final int BUFFER_BYTES = 64 * 1024;

  @Mixin private Selection selection = new Selection();

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = "--pattern",
      paramLabel = "PATTERN",
      description = "Of a text line, as in logback.xml.")
  private @Nullable String pattern;

  @Option(
      names = "--json-format",
      description = "Names of JSON fields: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "ECS")
  private JsonFormat jsonFormat = JsonFormat.ECS;

  @Option(
      names = "--positions",
      description = "Begin each line of text with the record's sequence or position.")
  private boolean positions;

  Dump(Console console) {
    super(console);
  }

  @Override
  int run(Source source) throws IOException {
    boolean json = format == OutputFormat.JSON;
    if (json && (pattern != null || positions)) {
      throw new IllegalArgumentException(
          (positions ? "--positions" : "--pattern")
              + " must be used with --format text, was with json");
    }
    Lines lines =
        json
            ? Lines.json(jsonFormat, source.unit())
            : Lines.text(pattern, positions, source.unit());
    warnIfInUse(source);
    try (Records records = selection.open(source)) {
      print(records, lines);
      records.notes().forEach(console()::note);
      records.damage().forEach(console()::note);
      return records.damage().isEmpty() ? ExitCode.SOUND : ExitCode.DAMAGED;
    }
  }

  private void print(Records records, Lines lines) throws IOException {
    Utf8Buffer buffer = new Utf8Buffer();
    Payload payload = new Payload(records);
    Progress progress = Progress.on(console());
    long taken = 0;
    while (!selection.ends(taken, 0) && records.next()) {
      if (selection.ends(taken, records.position())) {
        break;
      }
      payload.read();
      if (selection.wants(payload)) {
        lines.append(payload, buffer);
        taken++;
      }
      if (buffer.length() >= BUFFER_BYTES) {
        console().encoded(buffer);
      }
      progress.at(records, taken);
    }
    progress.end();
    console().encoded(buffer);
  }
}
