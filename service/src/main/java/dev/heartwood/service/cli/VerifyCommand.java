package dev.heartwood.service.cli;

import dev.heartwood.StatusReporter;
import dev.heartwood.service.LogService;
import dev.heartwood.service.VerifyReport;
import dev.heartwood.service.config.Plans;
import dev.heartwood.service.config.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Reads all that a service keeps, and checks it. */
@Command(
    name = "verify",
    description = {
      "Reads all that a service keeps and says what is damaged: of a directory that no service"
          + " uses (--data), or through the service that runs (--url, needs a key for admin).",
      "A directory is opened as a service would open it: what a crash has left is recovered first."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:sound", "1:damaged", "2:it could not be read"})
final class VerifyCommand extends DataCommand {
  private static final Duration PATIENCE = Duration.ofDays(1);

  VerifyCommand(Console console) {
    super(console);
  }

  @Override
  int offline(Settings settings) throws Exception {
    Plans plans = new Plans(settings, StatusReporter.standardError());
    VerifyReport report;
    try (LogService service = LogService.open(plans.service(), plans.engine());
        ProgressLine progress = ProgressLine.on(console())) {
      if (!service.refresh(PATIENCE)) {
        throw new IOException("the index does not catch up with the journal");
      }
      report = service.verify(progress);
    }
    return tell(report.requests(), report.entries(), report.indexed(), report.problems());
  }

  @Override
  int online() throws Exception {
    JsonNode result = work("/api/v1/admin/verify", "{}");
    if (result.has("detail")) {
      throw new IOException(result.get("detail").asString());
    }
    List<String> problems = new ArrayList<>();
    result.path("problems").forEach(each -> problems.add(each.asString()));
    return tell(
        result.path("requests").asLong(),
        result.path("entries").asLong(),
        result.path("indexed").asLong(),
        problems);
  }

  private int tell(long requests, long entries, long indexed, List<String> problems)
      throws IOException {
    console()
        .line(
            requests
                + " requests with "
                + entries
                + " entries, "
                + indexed
                + " indexed, "
                + (problems.isEmpty() ? "sound" : "damaged"));
    for (String problem : problems) {
      console().line("  damaged: " + problem);
    }
    return problems.isEmpty() ? ExitCode.DONE : ExitCode.NOT_WHOLE;
  }
}
