package dev.heartwood.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.logback.AsyncAppender;
import dev.heartwood.logback.LogbackEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The one place of a logger context where its events meet the captures that are open: attached
 * once, for good, also when the context is reset. A test attaches and detaches nothing.
 *
 * <p><b>Threads:</b> any.
 */
final class CaptureHub implements LoggerContextListener {
  /** Identities are told apart across contexts, too: threads carry them from one to another. */
  private static final AtomicLong OPENED = new AtomicLong();

  private final LoggerContext context;
  private final CaptureAppender appender;
  private final LevelGrant levelGrant;
  private final BehindRings behindRings = new BehindRings(this);
  private final ConcurrentMap<String, CaptureScope> open = new ConcurrentHashMap<>();

  private CaptureHub(LoggerContext context) {
    this.context = context;
    appender = new CaptureAppender(this);
    levelGrant = new LevelGrant(this);
  }

  /** The hub of a context, attached at the first call. */
  static CaptureHub of(LoggerContext context) {
    synchronized (context) { // a context has no atomic put-if-absent
      for (LoggerContextListener listener : context.getCopyOfListenerList()) {
        if (listener instanceof CaptureHub hub) {
          hub.attach();
          return hub;
        }
      }
      CaptureHub hub = new CaptureHub(context);
      context.addListener(hub);
      hub.attach();
      return hub;
    }
  }

  LoggerContext context() {
    return context;
  }

  BehindRings behindRings() {
    return behindRings;
  }

  CaptureScope open(CaptureConfig config, boolean ofTest, @Nullable CaptureScope parent) {
    if (config.point() == CapturePoint.AFTER_RING) {
      synchronized (context) {
        behindRings.attach();
      }
    }
    String own = "t" + OPENED.incrementAndGet();
    String identity = parent == null ? own : parent.identity() + TestIdentity.SEPARATOR + own;
    CaptureScope scope = new CaptureScope(this, identity, config, ofTest, parent);
    open.put(identity, scope);
    return scope;
  }

  void end(CaptureScope scope) {
    open.remove(scope.identity());
  }

  /** The capture that the current thread works for; null if there is none or it has ended. */
  @Nullable CaptureScope current() {
    if (open.isEmpty()) {
      return null;
    }
    CaptureScope explicit = find(MDC.get(CapturedLogs.MDC_KEY));
    return explicit != null ? explicit : find(TestIdentity.current());
  }

  /** Gives an event of the current thread to its capture. */
  void capture(ILoggingEvent event) {
    if (open.isEmpty()) {
      return;
    }
    CaptureScope explicit = find(event.getMDCPropertyMap().get(CapturedLogs.MDC_KEY));
    CaptureScope scope = explicit != null ? explicit : find(TestIdentity.current());
    LogRecord record = withoutIdentity(LogbackEvent.of(event).toRecord());
    if (scope != null) {
      scope.record(record);
    }
    if (scope == null || !scope.isOfTest()) {
      open.values().forEach(each -> each.recordUnattributed(record));
    }
  }

  /** Gives an event that a ring has delivered to the capture that its MDC names. */
  void captureBehind(AsyncAppender way, LogEvent event) {
    if (open.isEmpty()) {
      return;
    }
    CaptureScope scope = find(event.mdc().get(CapturedLogs.MDC_KEY));
    LogRecord record = withoutIdentity(event.toRecord());
    if (scope != null) {
      scope.recordBehind(way, record);
    }
    if (scope == null || !scope.isOfTest()) {
      open.values().forEach(each -> each.recordUnattributedBehind(way, record));
    }
  }

  /** The innermost capture on the path that has not ended. */
  @Nullable CaptureScope find(@Nullable String identity) {
    String path = identity;
    while (path != null) {
      CaptureScope scope = open.get(path);
      if (scope != null) {
        return scope;
      }
      path = TestIdentity.parent(path);
    }
    return null;
  }

  /** What the library put into the MDC is no part of what the test logged. */
  private static LogRecord withoutIdentity(LogRecord record) {
    if (!record.mdc().containsKey(CapturedLogs.MDC_KEY)) {
      return record;
    }
    Map<String, String> mdc = new LinkedHashMap<>(record.mdc());
    mdc.remove(CapturedLogs.MDC_KEY);
    return new LogRecord(
        record.timestamp(),
        record.level(),
        record.loggerName(),
        record.threadName(),
        record.template(),
        record.arguments(),
        record.message(),
        record.keyValues(),
        record.markers(),
        mdc,
        record.thrown(),
        record.caller());
  }

  /** Idempotent. A logger that passes nothing on to the root needs the appender itself. */
  private void attach() {
    if (!context.getTurboFilterList().contains(levelGrant)) {
      context.getTurboFilterList().add(0, levelGrant); // before those that would deny
    }
    if (!appender.isStarted()) {
      appender.setContext(context);
      appender.start();
    }
    for (Logger logger : context.getLoggerList()) {
      boolean wanted = logger.getName().equals(Logger.ROOT_LOGGER_NAME) || !logger.isAdditive();
      if (wanted && !logger.isAttached(appender)) {
        logger.addAppender(appender);
      } else if (!wanted && logger.isAttached(appender)) {
        logger.detachAppender(appender); // has become additive: it would capture twice
      }
    }
  }

  /** A stopped context forgets all listeners; its next reset must find us again. */
  void appenderStopped() {
    if (!context.getCopyOfListenerList().contains(this)) {
      context.addListener(this);
    }
  }

  @Override
  public boolean isResetResistant() {
    return true;
  }

  @Override
  public void onStart(LoggerContext started) {
    attach();
  }

  @Override
  public void onReset(LoggerContext reset) {
    attach();
  }

  @Override
  public void onStop(LoggerContext stopped) {}

  @Override
  public void onLevelChange(Logger logger, Level level) {}
}
