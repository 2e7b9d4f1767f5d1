package dev.heartwood.service.cli;

import dev.heartwood.format.SafeText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the log service. */
@Command(
    name = Main.NAME,
    description = "A log service: runs one, talks to one, looks after its keys and data.",
    subcommands = {
      ServeCommand.class,
      QueryCommand.class,
      TailCommand.class,
      ReplayCommand.class,
      KeysCommand.class,
      VerifyCommand.class,
      BackupCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:what it looked at is not as it should be",
      "2:it could not do what it was asked to"
    })
public final class Main implements Runnable {
  static final String NAME = "heartwood";

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts the real one here

  Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    OwnLog.use();
    System.exit(run(arguments, System.out, System.err, System.getenv()));
  }

  /** Runs one command; what it prints is UTF-8. */
  public static int run(
      String[] arguments, PrintStream out, PrintStream err, Map<String, String> environment) {
    PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
    Console console = new Console(out, errors, environment);
    CommandLine line =
        new CommandLine(new Main(), new Commands(console))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExpandAtFiles(false)
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(errors);
    line.setParameterExceptionHandler((e, all) -> wrongUsage(e, console));
    line.setExecutionExceptionHandler((e, command, all) -> failed(e, console));
    return line.execute(arguments);
  }

  private static int wrongUsage(ParameterException e, Console console) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String fault = Objects.requireNonNullElse(e.getMessage(), "wrong usage");
    console.note(SafeText.forPeople(fault) + " (try '" + command + " --help')");
    return ExitCode.FAILED;
  }

  private static int failed(Exception e, Console console) {
    console.note(Failure.explain(e));
    if (console.environment().containsKey("HEARTWOOD_DEBUG")) {
      e.printStackTrace(console.errors());
    }
    return ExitCode.FAILED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Gives each command its console. */
  private record Commands(Console console) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> each : type.getDeclaredConstructors()) {
        if (each.getParameterCount() == 1 && each.getParameterTypes()[0] == Console.class) {
          return type.cast(each.newInstance(console));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  /** The version that the jar was made of. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {NAME + " " + Objects.requireNonNullElse(version, "(not from a jar)")};
    }
  }
}
