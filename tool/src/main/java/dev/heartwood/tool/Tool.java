package dev.heartwood.tool;

import dev.heartwood.format.SafeText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of ring files, journals, spools and stores. Nothing it looks at is ever changed,
 * locked or created, also while another process uses it.
 *
 * <p>Exit codes: 0 all is well, 1 something cannot be read that should be there, 2 the command
 * could not do what it was asked to.
 */
@Command(
    name = Tool.NAME,
    description =
        "Looks at ring files, journals, spools and stores. Never changes what it looks at.",
    subcommands = {Inspect.class, Verify.class, Dump.class, Recover.class},
    mixinStandardHelpOptions = true,
    versionProvider = Tool.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:something that should be there cannot be read",
      "2:the command could not do what it was asked to"
    })
public final class Tool implements Runnable {
  static final String NAME = "heartwood-tool";

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts the real one here

  Tool() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int code = run(arguments, System.out, System.err);
    System.exit(code);
  }

  /** Runs one command; what it prints is UTF-8. */
  public static int run(String[] arguments, PrintStream out, PrintStream err) {
    PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
    CommandLine line =
        new CommandLine(new Tool(), new Commands(new Console(out, errors)))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExpandAtFiles(false)
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(errors);
    line.setParameterExceptionHandler((e, all) -> wrongUsage(e, errors));
    line.setExecutionExceptionHandler((e, command, all) -> failed(e, command, errors));
    return line.execute(arguments);
  }

  private static int wrongUsage(ParameterException e, PrintWriter errors) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    errors.println(
        NAME
            + ": "
            + SafeText.forPeople(Objects.requireNonNullElse(e.getMessage(), "wrong usage"))
            + " (try '"
            + command
            + " --help')");
    return ExitCode.FAILED;
  }

  private static int failed(Exception e, CommandLine command, PrintWriter errors) {
    errors.println(NAME + ": " + SafeText.forPeople(Failure.explain(e)));
    if (command.getCommand() instanceof PathCommand path && path.isDebug()) {
      e.printStackTrace(errors);
    }
    return ExitCode.FAILED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Gives commands what they print to. */
  private record Commands(Console console) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      Object made =
          type == Inspect.class
              ? new Inspect(console)
              : type == Verify.class
                  ? new Verify(console)
                  : type == Dump.class
                      ? new Dump(console)
                      : type == Recover.class ? new Recover(console) : null;
      return made == null ? CommandLine.defaultFactory().create(type) : type.cast(made);
    }
  }

  /** The version that the jar was made of. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Tool.class.getPackage().getImplementationVersion();
      return new String[] {NAME + " " + Objects.requireNonNullElse(version, "(not from a jar)")};
    }
  }
}
