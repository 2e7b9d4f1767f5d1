package dev.heartwood.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all commands have in common: something to look at. */
@Command(mixinStandardHelpOptions = true, versionProvider = Tool.Version.class)
abstract class PathCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "PATH",
      description = "A ring file, or the directory of a journal, spool or store.")
  private Path path = Path.of("");

  @Option(names = "--debug", description = "Print the stack trace of an error.")
  private boolean debug;

  PathCommand(Console console) {
    this.console = console;
  }

  final Console console() {
    return console;
  }

  final Path path() {
    return path;
  }

  final boolean isDebug() {
    return debug;
  }

  @Override
  public final Integer call() throws IOException {
    try (Source source = Source.at(path)) {
      return run(source);
    }
  }

  /** Returns the exit code. */
  abstract int run(Source source) throws IOException;

  final void warnIfInUse(Source source) {
    source
        .holder()
        .ifPresent(
            holder ->
                console.note(
                    "[" + path + "] is in use by " + holder + ": it moves while it is read"));
  }
}
