package dev.heartwood.service.cli;

import dev.heartwood.Loggers;
import dev.heartwood.Threshold;
import dev.heartwood.appenders.ConsoleConfig;
import dev.heartwood.appenders.ConsoleHandler;
import dev.heartwood.format.PatternEncoder;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What the process says of itself: SLF4J's provider where the jar runs by itself, over our own
 * facade, to standard error and nowhere else: never into the service, which would log about that.
 * It is chosen by name, so that an application that has the service on its class path keeps its
 * own.
 */
public final class OwnLog implements SLF4JServiceProvider {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0} - %msg%n";
  private static final String OURS = "dev.heartwood";

  private final Loggers loggers = new Loggers();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** Takes it for this process; must come before the first logger. */
  static void use() {
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, OwnLog.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN"); // that it found us is no news
    LogManager.getLogManager().reset(); // of java.util.logging, which a library here uses
    java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
    root.setLevel(Level.WARNING);
    root.addHandler(new Bridge());
  }

  /** Sets the level of what is ours; the libraries speak up from WARN on. */
  static void level(Threshold level) {
    if (LoggerFactory.getILoggerFactory() instanceof Loggers all) {
      all.changeLevel(OURS, level);
    }
  }

  @Override
  public void initialize() {
    loggers.changeLevel(Logger.ROOT_LOGGER_NAME, Threshold.WARN);
    loggers.changeLevel(OURS, Threshold.INFO);
    loggers.addHandler(
        Logger.ROOT_LOGGER_NAME,
        new ConsoleHandler(
            ConsoleConfig.DEFAULT
                .withTarget(ConsoleConfig.Target.STDERR)
                .withBinding(ConsoleConfig.Binding.PROCESS)
                .withImmediateFlush(true),
            PatternEncoder.compile(PATTERN)));
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  /** What Lucene says through the JDK's own logging. */
  private static final class Bridge extends Handler {
    /** Advice about an incubating module, which nobody who runs a jar can follow. */
    private static final String ADVICE = "VectorizationProvider";

    @Override
    public void publish(LogRecord record) {
      String name = String.valueOf(record.getLoggerName());
      if (record.getLevel().intValue() >= Level.WARNING.intValue() && !name.endsWith(ADVICE)) {
        LoggerFactory.getLogger(name).warn("{}", record.getMessage(), record.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
