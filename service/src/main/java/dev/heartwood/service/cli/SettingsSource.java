package dev.heartwood.service.cli;

import dev.heartwood.service.config.Option;
import dev.heartwood.service.config.Options;
import dev.heartwood.service.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of the service as flags of a command. */
final class SettingsSource {
  private static final String FILE_FLAG = "--config";

  private SettingsSource() {}

  /** Gives a command these flags. */
  static void addFlags(CommandSpec spec, List<Option<?>> options) {
    spec.addOption(
        OptionSpec.builder(FILE_FLAG)
            .type(Path.class)
            .paramLabel("FILE")
            .description("File with options; default that of " + Settings.FILE_VARIABLE + ".")
            .build());
    for (Option<?> option : options) {
      String otherwise = option.defaultText().isEmpty() ? "none" : option.defaultText();
      spec.addOption(
          OptionSpec.builder(option.flag())
              .type(String.class)
              .paramLabel(option.unit().toUpperCase(Locale.ROOT).replace(' ', '_'))
              .description(option.description() + " Default: " + otherwise + ".")
              .build());
    }
  }

  /** What is set by file, environment and flags of a command that was parsed. */
  static Settings read(CommandSpec spec, Map<String, String> environment) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (Option<?> option : Options.all()) {
      OptionSpec flag = spec.findOption(option.flag());
      String text = flag == null ? null : flag.getValue();
      if (text != null) {
        flags.put(option.flag(), text);
      }
    }
    return Settings.of(file(spec, environment), environment, flags);
  }

  private static @Nullable Path file(CommandSpec spec, Map<String, String> environment) {
    Path file = spec.findOption(FILE_FLAG).getValue();
    String variable = environment.get(Settings.FILE_VARIABLE);
    return file != null || variable == null ? file : Path.of(variable);
  }
}
