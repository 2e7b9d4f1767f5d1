package dev.heartwood.service.cli;

import dev.heartwood.service.config.Times;
import dev.heartwood.service.security.ApiKey;
import dev.heartwood.service.security.ApiKeys;
import dev.heartwood.service.security.AuditEvent;
import dev.heartwood.service.security.KeyRequest;
import dev.heartwood.service.security.NewKey;
import dev.heartwood.service.security.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key. */
@Command(
    name = "create",
    description = {
      "Makes an API key and prints it on standard output. It is shown this once: what is kept is"
          + " its SHA-256.",
      "From the first key on, every call of the service needs one."
    })
final class KeysCreateCommand extends DirectoryCommand {
  @Parameters(paramLabel = "NAME", description = "What people call it, such as shop-backend.")
  private String name = "";

  @Option(
      names = "--scope",
      split = ",",
      required = true,
      paramLabel = "SCOPE",
      description = "What it may do: ingest, query, admin; several by commas or again.")
  private List<String> scopes = List.of();

  @Option(
      names = "--service",
      split = ",",
      paramLabel = "NAME",
      description = "Only entries of these services; several by commas or again. Default: all.")
  private List<String> services = List.of();

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "How long it lives, such as 12h or 90d. Default: for ever.")
  private @Nullable String expires;

  KeysCreateCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path directory) throws IOException {
    Set<Scope> allowed = EnumSet.noneOf(Scope.class);
    scopes.forEach(scope -> allowed.add(Scope.parse(scope)));
    KeyRequest request =
        new KeyRequest(
            name,
            allowed,
            services.isEmpty() ? null : new LinkedHashSet<>(services),
            expires == null ? null : Times.parse("--expires", expires));
    ApiKeys keys = ApiKeys.of(directory);
    boolean first = keys.list().isEmpty();
    NewKey made = keys.create(request);
    KeyTexts.Facts facts = KeyTexts.facts(made.key());
    audit(directory, facts.addTo(AuditEvent.of("key.create")));
    if (isJson()) {
      console().line(KeyTexts.json(made.key(), ApiKey.State.ACTIVE, made.text()));
      return ExitCode.DONE;
    }
    console().line(made.text());
    console().note("made " + facts.text() + "; it is shown this once");
    if (first) {
      console().note("it is the first key: from now on every call of the service needs one");
    }
    return ExitCode.DONE;
  }
}
