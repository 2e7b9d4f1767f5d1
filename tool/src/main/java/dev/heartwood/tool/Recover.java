package dev.heartwood.tool;

import dev.heartwood.format.JsonFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Saves what can be saved to a new place. */
@Command(
    name = "recover",
    description = {
      "Writes what can be read of PATH to a new place, and never changes PATH.",
      "A target whose name ends in .ndjson, .jsonl or .json becomes a file of JSON lines; any other"
          + " a directory with a journal, which can also be opened as a spool."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is saved",
      "1:something could not be saved",
      "2:cannot be read or written, or wrong usage"
    })
final class Recover extends PathCommand {
  @Option(
      names = "--to",
      required = true,
      paramLabel = "TARGET",
      description = "A file or directory that does not exist yet.")
  private Path target = Path.of("");

  @Option(
      names = "--undelivered",
      description = "Only what a ring file or a spool still has to deliver.")
  private boolean undelivered;

  @Option(
      names = "--json-format",
      description = "Names of JSON fields: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "ECS")
  private JsonFormat jsonFormat = JsonFormat.ECS;

  Recover(Console console) {
    super(console);
  }

  @Override
  int run(Source source) throws IOException {
    warnIfInUse(source);
    try (Records records = source.records(undelivered, 0)) {
      Salvage salvage = Salvage.to(target, Lines.json(jsonFormat, source.unit()), console());
      try (salvage) {
        save(records, salvage);
        salvage.finish();
      } catch (IOException e) {
        console()
            .note("[" + target + "] holds " + salvage.saved() + " records and is not complete");
        throw e;
      }
      return report(records, salvage);
    }
  }

  private void save(Records records, Salvage salvage) throws IOException {
    Payload payload = new Payload(records);
    Progress progress = Progress.on(console());
    try {
      while (records.next()) {
        payload.read();
        salvage.add(records, payload);
        progress.at(records, salvage.saved());
      }
    } finally {
      progress.end();
    }
  }

  private int report(Records records, Salvage salvage) throws IOException {
    List<String> damage = records.damage();
    console().line(salvage.saved() + " records saved to " + target);
    if (salvage.refused() > 0) {
      console().line("not saved: " + salvage.refused() + " records too long for a new journal");
    }
    for (String each : damage) {
      console().line("not saved: " + each);
    }
    for (String each : records.notes()) {
      console().line("note: " + each);
    }
    boolean all = damage.isEmpty() && salvage.refused() == 0;
    return all ? ExitCode.SOUND : ExitCode.DAMAGED;
  }
}
