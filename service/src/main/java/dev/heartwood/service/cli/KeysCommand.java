package dev.heartwood.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is done with API keys. */
@Command(
    name = "keys",
    description = "Makes, lists and revokes API keys. A running service sees it within a second.",
    subcommands = {KeysCreateCommand.class, KeysListCommand.class, KeysRevokeCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  KeysCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "one of create, list and revoke is missing");
  }
}
