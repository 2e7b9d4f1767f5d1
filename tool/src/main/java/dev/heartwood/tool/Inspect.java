package dev.heartwood.tool;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what something is and how it stands. */
@Command(
    name = "inspect",
    description = "Shows what PATH is: sizes, positions, epochs, segments, readers, its owner.")
final class Inspect extends PathCommand {
  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private OutputFormat format = OutputFormat.TEXT;

  Inspect(Console console) {
    super(console);
  }

  @Override
  int run(Source source) throws IOException {
    Facts facts = new Facts().add("path", path().toString()).add("kind", source.kind());
    source.describe(facts);
    if (format == OutputFormat.JSON) {
      console().line(facts.json());
    } else {
      for (String each : facts.lines()) {
        console().line(each);
      }
    }
    return ExitCode.SOUND;
  }
}
