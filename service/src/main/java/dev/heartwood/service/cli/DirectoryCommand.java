package dev.heartwood.service.cli;

import dev.heartwood.service.config.Options;
import dev.heartwood.service.config.Settings;
import dev.heartwood.service.security.AuditEvent;
import dev.heartwood.service.security.AuditLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands on a directory of data have in common. */
@Command(mixinStandardHelpOptions = true, versionProvider = Main.Version.class)
abstract class DirectoryCommand implements Callable<Integer> {
  private final Console console;
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private OutputFormat format = OutputFormat.TEXT;

  DirectoryCommand(Console console) {
    this.console = console;
  }

  @Spec
  final void setSpec(CommandSpec real) {
    spec = real;
    SettingsSource.addFlags(real, List.of(Options.DATA));
  }

  final Console console() {
    return console;
  }

  final boolean isJson() {
    return format == OutputFormat.JSON;
  }

  final Settings settings() {
    return SettingsSource.read(spec, console.environment());
  }

  @Override
  public final Integer call() throws Exception {
    return run(settings().get(Options.DATA));
  }

  /** Returns the exit code. */
  abstract int run(Path directory) throws Exception;

  /** Writes down who did what. A key that was made is shown only behind this. */
  final void audit(Path directory, AuditEvent event) throws IOException {
    String user = System.getProperty("user.name", "unknown");
    try (AuditLog log = AuditLog.ofCommand(directory)) {
      log.done(event.by("cli:" + user));
    }
  }
}
