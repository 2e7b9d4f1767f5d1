package dev.heartwood.service.cli;

import dev.heartwood.service.security.ApiKey;
import dev.heartwood.service.security.ApiKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows all keys. */
@Command(name = "list", description = "Shows all API keys, without what is secret in them.")
final class KeysListCommand extends DirectoryCommand {
  private static final String ROW = "%-8s  %-20s  %-7s  %-18s  %-20s  %-20s  %s";

  KeysListCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path directory) throws IOException {
    List<ApiKey> keys = ApiKeys.of(directory).list();
    Instant now = Instant.now();
    if (isJson()) {
      for (ApiKey key : keys) {
        console().line(KeyTexts.json(key, key.state(now), null));
      }
      return ExitCode.DONE;
    }
    if (keys.isEmpty()) {
      console().note("there is no key yet: the service is open to its own machine, and only that");
      return ExitCode.DONE;
    }
    row("ID", "NAME", "STATE", "SCOPES", "EXPIRES", "LAST USED", "SERVICES");
    for (ApiKey key : keys) {
      row(
          key.id(),
          key.name(),
          KeyTexts.state(key.state(now)),
          KeyTexts.scopes(key),
          KeyTexts.time(key.expires()),
          KeyTexts.time(key.lastUsed()),
          key.services() == null ? "all" : String.join(",", key.services()));
    }
    return ExitCode.DONE;
  }

  private void row(Object... columns) throws IOException {
    console().line(String.format(ROW, columns).stripTrailing());
  }
}
