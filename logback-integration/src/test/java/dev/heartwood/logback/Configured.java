package dev.heartwood.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** A context of its own, configured from real XML as an application's is. */
final class Configured implements AutoCloseable {
  private final LoggerContext context;

  private Configured(LoggerContext context) {
    this.context = context;
    context.setName("test");
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  /** Configures from what stands between {@code <configuration>} and its end. */
  static Configured from(String body) {
    return from(body, new LoggerContext());
  }

  /**
   * The same, with Logback's background jobs run by whoever submits them: two removals of old files
   * at once, by Logback's own policies, now and then delete fresh ones.
   */
  static Configured withoutBackgroundJobs(String body) {
    return from(body, new InOrderContext());
  }

  private static Configured from(String body, LoggerContext context) {
    Configured configured = new Configured(context);
    configured.load(body);
    return configured;
  }

  /** Resets the context and configures it again, as {@code scan="true"} does. */
  void reload(String body) {
    context.reset();
    load(body);
  }

  private void load(String body) {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(
          new ByteArrayInputStream(
              ("<configuration>" + body + "</configuration>").getBytes(StandardCharsets.UTF_8)));
    } catch (JoranException e) {
      throw new AssertionError(e);
    }
  }

  LoggerContext context() {
    return context;
  }

  Logger logger(String name) {
    return context.getLogger(name);
  }

  /** An appender of the root logger, or one behind it. */
  <A> A appender(String name, Class<A> type) {
    Appender<ILoggingEvent> found =
        find(logger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders(), name);
    if (found == null) {
      throw new AssertionError("no appender named " + name);
    }
    return type.cast(found);
  }

  @SuppressWarnings("unchecked")
  ListAppender<ILoggingEvent> list(String name) {
    return appender(name, ListAppender.class);
  }

  AsyncAppender async() {
    return appender("ASYNC", AsyncAppender.class);
  }

  /** Warnings and errors, in order. */
  List<String> complaints() {
    return texts(Status.WARN);
  }

  List<String> errors() {
    return texts(Status.ERROR);
  }

  List<String> infos() {
    return texts(Status.INFO);
  }

  private List<String> texts(int minimum) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= minimum)
        .map(Status::getMessage)
        .toList();
  }

  @Override
  public void close() {
    context.stop();
  }

  @SuppressWarnings("unchecked")
  private static Appender<ILoggingEvent> find(Iterator<Appender<ILoggingEvent>> all, String name) {
    while (all.hasNext()) {
      Appender<ILoggingEvent> next = all.next();
      if (name.equals(next.getName())) {
        return next;
      }
      if (next instanceof AppenderAttachable<?>) {
        Appender<ILoggingEvent> below =
            find(((AppenderAttachable<ILoggingEvent>) next).iteratorForAppenders(), name);
        if (below != null) {
          return below;
        }
      }
    }
    return null;
  }

  /** A context whose executors run each job at once. */
  private static final class InOrderContext extends LoggerContext {
    private final ExecutorService atOnce = new AtOnce();

    @Override
    public ExecutorService getExecutorService() {
      return atOnce;
    }

    @Override
    public ExecutorService getAlternateExecutorService() {
      return atOnce;
    }
  }

  private static final class AtOnce extends AbstractExecutorService {
    private volatile boolean shutdown;

    @Override
    public void execute(Runnable job) {
      job.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
