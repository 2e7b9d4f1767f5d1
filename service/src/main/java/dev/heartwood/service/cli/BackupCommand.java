package dev.heartwood.service.cli;

import dev.heartwood.StatusReporter;
import dev.heartwood.format.SafeText;
import dev.heartwood.service.LogService;
import dev.heartwood.service.config.Plans;
import dev.heartwood.service.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;

/** Copies what a service keeps. */
@Command(
    name = "backup",
    description =
        "Copies what a service keeps to a directory from which another can be run: of a directory"
            + " that no service uses (--data, --to), or by the service that runs (--url, --name,"
            + " needs a key for admin), below its backup.directory.")
final class BackupCommand extends DataCommand {
  @Option(names = "--to", paramLabel = "DIRECTORY", description = "Is made; without --url.")
  private @Nullable Path target;

  @Option(names = "--name", paramLabel = "NAME", description = "Of the backup; with --url.")
  private @Nullable String name;

  BackupCommand(Console console) {
    super(console);
  }

  @Override
  int offline(Settings settings) throws Exception {
    if (target == null || name != null) {
      throw new ParameterException(
          commandLine(), "--to must be given without --url, and no --name");
    }
    Plans plans = new Plans(settings, StatusReporter.standardError());
    try (LogService service = LogService.open(plans.service(), plans.engine());
        ProgressLine progress = ProgressLine.on(console())) {
      service.backup(target, progress);
    }
    console().line(target.toString());
    return ExitCode.DONE;
  }

  @Override
  int online() throws Exception {
    if (name == null || target != null) {
      throw new ParameterException(commandLine(), "--name must be given with --url, and no --to");
    }
    JsonNode result =
        work("/api/v1/admin/backup", "{\"name\":\"" + SafeText.insideJson(name) + "\"}");
    if (!result.path("good").asBoolean(false)) {
      throw new IOException("no backup was made: " + result.path("detail").asString("no reason"));
    }
    console().line(result.path("path").asString());
    return ExitCode.DONE;
  }
}
