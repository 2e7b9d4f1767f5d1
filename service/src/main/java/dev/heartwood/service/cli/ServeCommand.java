package dev.heartwood.service.cli;

import dev.heartwood.service.config.Options;
import dev.heartwood.service.config.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a service until the process is told to stop. */
@Command(
    name = "serve",
    description = {
      "Runs a service until it is told to stop (SIGTERM, Ctrl-C): it then answers what is under way"
          + " and writes down what it has.",
      "Options come from the file, then from the environment, then from here."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ServeCommand implements Callable<Integer> {
  private static final int STOP_SECONDS = 30;

  private final Console console;
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--print-config",
      description = "Print all options, with where each comes from, and end.")
  private boolean printConfig;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Spec
  void setSpec(CommandSpec real) {
    spec = real;
    SettingsSource.addFlags(real, Options.all());
  }

  @Override
  public Integer call() throws Exception {
    Settings settings = SettingsSource.read(spec, console.environment());
    if (printConfig) {
      console.lines(settings.print());
      return ExitCode.DONE;
    }
    OwnLog.level(settings.get(Options.LOG_LEVEL));
    CountDownLatch stop = new CountDownLatch(1);
    try (RunningService running = RunningService.start(settings)) {
      Runtime.getRuntime().addShutdownHook(stopper(running, stop, settings));
      while (!stop.await(running.isReady() ? 1000 : 100, TimeUnit.MILLISECONDS)) {
        running.tick();
      }
    }
    return ExitCode.DONE;
  }

  /** Holds the process until all is closed, but not for ever: whoever kills it next is harsher. */
  private static Thread stopper(RunningService running, CountDownLatch stop, Settings settings) {
    return new Thread(
        () -> {
          Logger log = LoggerFactory.getLogger("dev.heartwood.serve");
          log.info("stopping");
          stop.countDown();
          Thread closing = new Thread(running::close, "heartwood-stop");
          closing.setDaemon(true);
          closing.start();
          long most = settings.get(Options.STOP_TIMEOUT).toSeconds() + STOP_SECONDS;
          try {
            closing.join(TimeUnit.SECONDS.toMillis(most));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          if (closing.isAlive()) {
            log.error("not stopped after {} s; the next start recovers", most);
          } else {
            log.info("stopped");
          }
        },
        "heartwood-shutdown");
  }
}
