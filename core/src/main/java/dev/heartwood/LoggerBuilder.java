package dev.heartwood;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Builds one logger with handlers of its own. Start at {@link Loggers#named}. */
public final class LoggerBuilder {
  private final String name;
  private final List<LogHandler> handlers = new ArrayList<>();
  private Threshold level = Loggers.DEFAULT_ROOT_LEVEL;
  private LoggersConfig config = LoggersConfig.DEFAULT;

  LoggerBuilder(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /** The least level that passes; DEBUG unless set. */
  public LoggerBuilder level(Level newLevel) {
    return level(Threshold.of(newLevel));
  }

  /** The least level that passes; DEBUG unless set. */
  public LoggerBuilder level(Threshold newLevel) {
    level = Objects.requireNonNull(newLevel, "level");
    return this;
  }

  /** Adds a handler after those added before. Whoever made it closes it. */
  public LoggerBuilder handler(LogHandler handler) {
    handlers.add(Objects.requireNonNull(handler, "handler"));
    return this;
  }

  public LoggerBuilder config(LoggersConfig newConfig) {
    config = Objects.requireNonNull(newConfig, "config");
    return this;
  }

  public Logger build() {
    Loggers loggers = new Loggers(config);
    loggers.changeLevel(Logger.ROOT_LOGGER_NAME, level);
    handlers.forEach(handler -> loggers.addHandler(Logger.ROOT_LOGGER_NAME, handler));
    return loggers.getLogger(name);
  }
}
