package dev.heartwood.config;

import dev.heartwood.LogHandler;
import dev.heartwood.LoggerConfig;
import dev.heartwood.Loggers;
import dev.heartwood.LoggersConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loggers and handlers from a YAML file.
 *
 * <pre>{@code
 * loggers:
 *   ROOT: {level: INFO, handlers: [ASYNC]}
 *   com.shop.orders: DEBUG
 * handlers:
 *   ASYNC: {type: async, to: [FILE, STORE], capacity: 16384, onFull: BLOCK}
 *   FILE:  {type: file, file: "${LOG_DIR:-logs}/app.log", encoder: {json: ecs}}
 *   STORE: {type: store, key: "kvp:orderId", maxRecords: 100000}
 * }</pre>
 *
 * <p>A file is read and checked as a whole before anything changes; what is wrong gives one {@link
 * ConfigException} that names line, key, value and rule. {@code ${NAME:-default}} takes a system
 * property, else a variable of the environment.
 *
 * <p><b>Reload:</b> handlers whose definition is the same stay as they are, with their files, rings
 * and records. One that was redefined is exchanged: its callers wait while the old one drains and
 * the new one opens, so that nothing is lost or out of order; a redefined store starts empty. One
 * that is gone is closed; an event on its way there at that moment is counted as failed.
 *
 * <p><b>Threads:</b> any; reloads come one at a time. <b>Ownership:</b> closing this, or its
 * loggers, closes all handlers, those in front first.
 */
public final class YamlConfig implements AutoCloseable {
  private final Path file;
  private final Function<String, @Nullable String> properties;
  private final LoggersConfig config;
  private final Loggers loggers;
  private final HandlerGraph graph;
  private final ReentrantLock reloading = new ReentrantLock();
  private Map<String, SlotUser> attached = new LinkedHashMap<>();

  private YamlConfig(
      Path file,
      LoggersConfig config,
      Function<String, @Nullable String> properties,
      Duration maxWait) {
    this.file = Objects.requireNonNull(file, "file");
    this.config = Objects.requireNonNull(config, "config");
    this.properties = Objects.requireNonNull(properties, "properties");
    this.loggers = new Loggers(config);
    this.graph = new HandlerGraph(config.status(), maxWait);
  }

  /**
   * The loggers of a file, for an application that neither reloads it nor asks for its handlers.
   *
   * @throws ConfigException if the file is wrong
   * @throws UncheckedIOException if it cannot be read
   */
  public static Loggers load(Path file) {
    return open(file).loggers();
  }

  /**
   * The loggers of a file with the means to reload it.
   *
   * @throws ConfigException if the file is wrong
   * @throws UncheckedIOException if it cannot be read
   */
  public static YamlConfig open(Path file) {
    return open(file, LoggersConfig.DEFAULT, YamlConfig::systemProperty);
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param config what the loggers share; its status reporter is that of all handlers
   * @param properties finds what {@code ${NAME}} stands for; null for nothing
   */
  public static YamlConfig open(
      Path file, LoggersConfig config, Function<String, @Nullable String> properties) {
    YamlConfig opened = new YamlConfig(file, config, properties, Slot.MAX_WAIT);
    opened.reload();
    return opened;
  }

  public Loggers loggers() {
    return loggers;
  }

  /**
   * A handler by its name in the file, as it is now: a store to be asked, a ring whose counts are
   * wanted.
   *
   * @throws IllegalArgumentException if there is none of that name and type
   */
  public <T extends LogHandler> T handler(String name, Class<T> type) {
    reloading.lock();
    try {
      Slot slot = graph.slot(name);
      LogHandler handler = slot == null ? null : slot.handler();
      if (!type.isInstance(handler)) {
        throw new IllegalArgumentException(
            "handler "
                + name
                + " must be a "
                + type.getSimpleName()
                + ", was "
                + (handler == null ? "not there" : handler.getClass().getSimpleName()));
      }
      return type.cast(handler);
    } finally {
      reloading.unlock();
    }
  }

  /**
   * Reads the file again and changes what it changed. May take as long as the handlers that are
   * exchanged need to drain.
   *
   * @throws ConfigException if the file is wrong; all stays as it was
   * @throws UncheckedIOException if it cannot be read; all stays as it was
   * @throws IllegalStateException if the loggers are closed
   */
  public void reload() {
    reloading.lock();
    try {
      apply(new PlanReader(name(), properties, config.status()).read(text()));
    } finally {
      reloading.unlock();
    }
  }

  @Override
  public void close() {
    loggers.close();
  }

  private void apply(Plan plan) {
    List<SlotUser> holds = graph.change(plan.definitions().values());
    try {
      Map<String, SlotUser> users = new LinkedHashMap<>();
      Map<String, LoggerConfig> configs = new LinkedHashMap<>();
      plan.loggers()
          .forEach(
              (logger, rule) -> {
                List<LogHandler> handlers = new ArrayList<>();
                rule.handlers().forEach(h -> handlers.add(user(h, users)));
                configs.put(logger, new LoggerConfig(rule.level(), handlers, rule.additive()));
              });
      List<LogHandler> gone = loggers.replaceConfiguration(configs);
      attached = users;
      graph.release(gone);
    } finally {
      graph.release(holds);
    }
  }

  /** The loggers are one user of each handler, whichever of them it is attached to. */
  private SlotUser user(String handler, Map<String, SlotUser> users) {
    return users.computeIfAbsent(
        handler,
        name -> {
          SlotUser known = attached.get(name);
          return known != null ? known : Objects.requireNonNull(graph.slot(name)).user();
        });
  }

  private String name() {
    Path last = file.getFileName();
    return last == null ? file.toString() : last.toString();
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("configuration " + file + " cannot be read", e);
    }
  }

  private static @Nullable String systemProperty(String name) {
    String value = System.getProperty(name);
    return value != null ? value : System.getenv(name);
  }
}
