package dev.heartwood;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Loggers by name over shared handlers, without a logging framework behind them.
 *
 * <p>Names form a hierarchy at their dots and dollars, below the root {@code ROOT}. A logger takes
 * its level from the nearest name above that has one. Its events go to its own handlers, then to
 * those of the names above up to the root, or up to the first name that is not additive.
 *
 * <p>Levels and handlers may change at any time; a change holds for every call that begins after
 * it. A call that is under way when a handler is removed may still reach it.
 *
 * <p><b>Threads:</b> any. Logging takes no lock. <b>Ownership:</b> {@link #close} closes the
 * handlers that are attached then; whoever removes a handler closes it.
 *
 * <pre>
 * field            written by              read by           ordering
 * loggers          creator, under change   any thread        concurrent map
 * configs, closed  under change            under change      lock
 * route (logger)   under change            logging threads   volatile
 * </pre>
 */
public final class Loggers implements ILoggerFactory, AutoCloseable {
  /** What the root passes unless told otherwise, as in Logback. */
  public static final Threshold DEFAULT_ROOT_LEVEL = Threshold.DEBUG;

  /**
   * How deep a thread may log within logging (an argument's {@code toString}, a handler that logs);
   * deeper events are refused and counted.
   */
  public static final int MAX_NESTING = 4;

  private static final LogHandler[] NO_HANDLERS = {};

  private final LoggersConfig config;
  private final Dispatcher dispatcher;
  private final ReentrantLock change = new ReentrantLock();
  private final ConcurrentHashMap<String, FacadeLogger> loggers = new ConcurrentHashMap<>();
  private Map<String, LoggerConfig> configs = new LinkedHashMap<>();
  private boolean closed;

  public Loggers() {
    this(LoggersConfig.DEFAULT);
  }

  public Loggers(LoggersConfig config) {
    this.config = Objects.requireNonNull(config, "config");
    this.dispatcher = new Dispatcher(config);
    configs.put(Logger.ROOT_LOGGER_NAME, LoggerConfig.DEFAULT.withLevel(DEFAULT_ROOT_LEVEL));
  }

  /** Starts one logger with handlers of its own, apart from any hierarchy. */
  public static LoggerBuilder named(String name) {
    return new LoggerBuilder(name);
  }

  /** The one logger of this name; the same instance each time. */
  @Override
  public Logger getLogger(String name) {
    String canonical = canonical(name);
    FacadeLogger known = loggers.get(canonical);
    return known != null ? known : create(canonical);
  }

  public Logger getLogger(Class<?> type) {
    return getLogger(type.getName());
  }

  /** Sets the level of a logger and of all below it that have none of their own. */
  public void changeLevel(String name, Threshold level) {
    Objects.requireNonNull(level, "level");
    change(name, c -> c.withLevel(level));
  }

  /** Sets the level of a logger and of all below it that have none of their own. */
  public void changeLevel(String name, Level level) {
    changeLevel(name, Threshold.of(level));
  }

  /** Takes the logger's own level away; the root goes back to {@link #DEFAULT_ROOT_LEVEL}. */
  public void inheritLevel(String name) {
    boolean root = canonical(name).equals(Logger.ROOT_LOGGER_NAME);
    change(name, c -> c.withLevel(root ? DEFAULT_ROOT_LEVEL : (Threshold) null));
  }

  /** Whether the handlers of the names above get this logger's events as well. */
  public void changeAdditive(String name, boolean additive) {
    change(name, c -> c.withAdditive(additive));
  }

  /** Attaches a handler after the others of this name; once, however often it is called. */
  public void addHandler(String name, LogHandler handler) {
    Objects.requireNonNull(handler, "handler");
    change(name, c -> c.plus(handler));
  }

  /** Detaches a handler from this name. It is not closed: that is the caller's, from now on. */
  public void removeHandler(String name, LogHandler handler) {
    Objects.requireNonNull(handler, "handler");
    change(name, c -> c.minus(handler));
  }

  /** What is set at each name; names where nothing was ever set are left out. */
  public Map<String, LoggerConfig> configuration() {
    change.lock();
    try {
      return Collections.unmodifiableMap(new LinkedHashMap<>(configs));
    } finally {
      change.unlock();
    }
  }

  /**
   * Replaces everything that is set at once. A root without a level gets the default one.
   *
   * @return the handlers that are no longer attached, for the caller to close
   * @throws IllegalStateException if closed
   */
  public List<LogHandler> replaceConfiguration(Map<String, LoggerConfig> newConfigs) {
    Map<String, LoggerConfig> complete = new LinkedHashMap<>();
    newConfigs.forEach((name, c) -> complete.put(canonical(name), c));
    complete.merge(
        Logger.ROOT_LOGGER_NAME,
        LoggerConfig.DEFAULT.withLevel(DEFAULT_ROOT_LEVEL),
        (set, absent) -> set.level() == null ? set.withLevel(DEFAULT_ROOT_LEVEL) : set);
    change.lock();
    try {
      requireOpen();
      List<LogHandler> removed = handlersOf(configs.values());
      Set<LogHandler> kept = identitySet();
      kept.addAll(handlersOf(complete.values()));
      removed.removeIf(kept::contains);
      configs = complete;
      routeAll();
      return removed;
    } finally {
      change.unlock();
    }
  }

  /** The level that decides for this logger: its own or the inherited one. */
  public Threshold effectiveLevel(String name) {
    change.lock();
    try {
      return level(canonical(name));
    } finally {
      change.unlock();
    }
  }

  public Losses losses() {
    return dispatcher.losses();
  }

  /**
   * Waits until everything logged before is in the destinations of all handlers.
   *
   * @return false if the deadline came first
   */
  public boolean awaitDelivered(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean all = true;
    for (LogHandler handler : attached()) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      all &= handler.awaitDelivered(left);
    }
    return all;
  }

  /**
   * Closes every attached handler once, in the order of {@link #configuration}, and reports what
   * fails or does not close in time. Events logged from now on are counted as {@link
   * Losses#closed}. Idempotent.
   */
  @Override
  public void close() {
    List<LogHandler> handlers;
    change.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      handlers = handlersOf(configs.values());
      routeAll();
    } finally {
      change.unlock();
    }
    new HandlerCloser(config.status(), config.closeTimeout()).closeAll(handlers);
  }

  private void change(String name, UnaryOperator<LoggerConfig> edit) {
    String canonical = canonical(name);
    change.lock();
    try {
      requireOpen();
      configs.put(canonical, edit.apply(configs.getOrDefault(canonical, LoggerConfig.DEFAULT)));
      routeAll();
    } finally {
      change.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("loggers are closed");
    }
  }

  private FacadeLogger create(String name) {
    change.lock();
    try {
      return loggers.computeIfAbsent(name, n -> new FacadeLogger(n, dispatcher, route(n)));
    } finally {
      change.unlock();
    }
  }

  private void routeAll() {
    loggers.forEach((name, logger) -> logger.route(route(name)));
  }

  private Route route(String name) {
    int least = level(name).least();
    if (closed) {
      return Route.to(least, dispatcher::refuse);
    }
    List<LogHandler> handlers = new ArrayList<>();
    for (String at = name; at != null; at = parent(at)) {
      LoggerConfig set = configs.getOrDefault(at, LoggerConfig.DEFAULT);
      handlers.addAll(set.handlers());
      if (!set.additive()) {
        break;
      }
    }
    return Route.to(least, handlers.toArray(NO_HANDLERS));
  }

  private Threshold level(String name) {
    for (String at = name; at != null; at = parent(at)) {
      Threshold level = configs.getOrDefault(at, LoggerConfig.DEFAULT).level();
      if (level != null) {
        return level;
      }
    }
    return DEFAULT_ROOT_LEVEL;
  }

  private List<LogHandler> attached() {
    return handlersOf(configuration().values());
  }

  /** Each once, in the order of the configuration. */
  private static List<LogHandler> handlersOf(Collection<LoggerConfig> configs) {
    Set<LogHandler> seen = identitySet();
    List<LogHandler> ordered = new ArrayList<>();
    for (LoggerConfig each : configs) {
      each.handlers().stream().filter(seen::add).forEach(ordered::add);
    }
    return ordered;
  }

  private static Set<LogHandler> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static String canonical(String name) {
    Objects.requireNonNull(name, "name");
    return name.equalsIgnoreCase(Logger.ROOT_LOGGER_NAME) ? Logger.ROOT_LOGGER_NAME : name;
  }

  /** The name above; null above the root. */
  private static @Nullable String parent(String name) {
    if (name.equals(Logger.ROOT_LOGGER_NAME)) {
      return null;
    }
    int end = Math.max(name.lastIndexOf('.'), name.lastIndexOf('$'));
    return end <= 0 ? Logger.ROOT_LOGGER_NAME : name.substring(0, end);
  }
}
