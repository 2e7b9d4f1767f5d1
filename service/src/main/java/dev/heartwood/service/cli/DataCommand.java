package dev.heartwood.service.cli;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskLock;
import dev.heartwood.service.config.Options;
import dev.heartwood.service.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Long work on data: of a directory that nobody uses, or through the service that uses it. */
abstract class DataCommand extends CallCommand {
  private CommandSpec spec = CommandSpec.create();

  DataCommand(Console console) {
    super(console);
  }

  @Spec
  final void setSpec(CommandSpec real) {
    spec = real;
    SettingsSource.addFlags(real, List.of(Options.DATA));
  }

  final CommandLine commandLine() {
    return spec.commandLine();
  }

  @Override
  public final Integer call() throws Exception {
    if (isUrlGiven()) {
      return online();
    }
    Settings settings = SettingsSource.read(spec, console().environment());
    Path directory = settings.get(Options.DATA);
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString()); // to open it would make one
    }
    DiskLock lock = Disk.local().lock(directory.resolve(RunningService.LOCK));
    try {
      return offline(settings);
    } finally {
      lock.close();
    }
  }

  abstract int offline(Settings settings) throws Exception;

  abstract int online() throws Exception;

  /** Has the service do it, and shows how far it is. Returns the result. */
  final JsonNode work(String path, String json) throws IOException, InterruptedException {
    Map<String, String> headers = Map.of("Accept", "application/x-ndjson");
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(client().post(path, json, headers), StandardCharsets.UTF_8));
        ProgressLine progress = ProgressLine.on(console())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = JsonMapper.shared().readTree(line);
        if (node.has("result")) {
          return node.get("result");
        }
        JsonNode step = node.path("progress");
        progress.at(
            step.path("step").asString(""),
            step.path("done").asLong(),
            step.path("total").asLong());
      }
    }
    throw new IOException("the answer broke off; the service may go on with it");
  }
}
