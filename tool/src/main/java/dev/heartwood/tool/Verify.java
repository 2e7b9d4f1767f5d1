package dev.heartwood.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads everything and says what is damaged. */
@Command(
    name = "verify",
    description = "Reads every record of PATH and says what is damaged, and where.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:sound", "1:damaged", "2:cannot be read, or wrong usage"})
final class Verify extends PathCommand {
  private static final int MOST_UNDECODABLE_LINES = 1000;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private OutputFormat format = OutputFormat.TEXT;

  Verify(Console console) {
    super(console);
  }

  @Override
  int run(Source source) throws IOException {
    warnIfInUse(source);
    List<String> damage = new ArrayList<>();
    long records = 0;
    long undecodable = 0;
    try (Records all = source.records(false, 0)) {
      Payload payload = new Payload(all);
      Progress progress = Progress.on(console());
      while (all.next()) {
        records++;
        progress.at(all, records);
        payload.read();
        if (source.holdsEvents() && !payload.isEvent()) {
          undecodable++;
          if (undecodable <= MOST_UNDECODABLE_LINES) {
            damage.add("the record at " + source.unit() + " " + all.position() + " is no event");
          }
        }
      }
      progress.end();
      if (undecodable > MOST_UNDECODABLE_LINES) {
        damage.add(undecodable - MOST_UNDECODABLE_LINES + " more records are no events");
      }
      damage.addAll(all.damage());
      print(source, records, damage, all.notes());
    }
    return damage.isEmpty() ? ExitCode.SOUND : ExitCode.DAMAGED;
  }

  private void print(Source source, long records, List<String> damage, List<String> notes)
      throws IOException {
    String verdict = damage.isEmpty() ? "sound" : "damaged";
    if (format == OutputFormat.JSON) {
      Facts facts = new Facts().add("path", path().toString()).add("kind", source.kind());
      facts.add("verdict", verdict).add("records", records);
      console().line(facts.add("damage", damage).add("notes", notes).json());
      return;
    }
    console().line(path() + ": " + source.kind() + ", " + records + " good records, " + verdict);
    for (String each : damage) {
      console().line("  damaged: " + each);
    }
    for (String each : notes) {
      console().line("  note: " + each);
    }
  }
}
