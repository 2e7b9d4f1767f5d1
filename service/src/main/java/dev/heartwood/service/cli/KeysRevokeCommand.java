package dev.heartwood.service.cli;

import dev.heartwood.service.security.ApiKey;
import dev.heartwood.service.security.ApiKeys;
import dev.heartwood.service.security.AuditEvent;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Withdraws a key. */
@Command(
    name = "revoke",
    description = "Withdraws an API key for good. It stays listed, so that its id means one key.")
final class KeysRevokeCommand extends DirectoryCommand {
  @Parameters(paramLabel = "ID", description = "Its id, as list shows it.")
  private String id = "";

  KeysRevokeCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path directory) throws IOException {
    ApiKey key = ApiKeys.of(directory).revoke(id);
    audit(directory, AuditEvent.of("key.revoke").with("id", key.id()).with("name", key.name()));
    if (isJson()) {
      console().line(KeyTexts.json(key, ApiKey.State.REVOKED, null));
    } else {
      console().note("revoked " + key.id() + " (" + key.name() + ")");
    }
    return ExitCode.DONE;
  }
}
