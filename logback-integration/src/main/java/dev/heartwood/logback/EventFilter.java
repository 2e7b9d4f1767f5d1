package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.heartwood.LogEvent;
import dev.heartwood.filter.LogFilter;
import org.jspecify.annotations.Nullable;

/**
 * A filter of ours on one appender, of Logback or of us: {@code <filter class="..."/>}. What it
 * held back it tells in the appender's own stream; where that appender takes no event from within
 * its own filter, as Logback's {@code AppenderBase} and {@code ConsoleAppender} do not, in the
 * status list.
 *
 * <p><b>Threads:</b> any.
 */
public abstract class EventFilter extends Filter<ILoggingEvent> {
  private @Nullable LogFilter filter;
  private @Nullable Appender<ILoggingEvent> parent;

  EventFilter() {}

  /** Called by Logback's configurator: the appender that this filter stands in front of. */
  public final void setParent(Appender<ILoggingEvent> parent) {
    this.parent = parent;
  }

  /** Builds the filter from the options; faults in them go into {@code options}. */
  abstract @Nullable LogFilter build(Options options);

  @Override
  public final void start() {
    Options options = new Options();
    LogFilter built = build(options);
    if (options.reportTo(this, getClass().getSimpleName())) {
      filter = built;
      super.start();
    }
  }

  @Override
  public final void stop() {
    LogFilter last = filter;
    super.stop();
    if (last != null) {
      last.summarize(true, summary -> addInfo(summary.message()));
    }
  }

  @Override
  public final FilterReply decide(ILoggingEvent event) {
    LogFilter current = filter;
    if (current == null || !isStarted() || isSummary(event)) {
      return FilterReply.NEUTRAL;
    }
    boolean accepted = current.accepts(LogbackEvent.of(event));
    current.summarize(false, this::tell);
    return accepted ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private void tell(LogEvent summary) {
    Appender<ILoggingEvent> appender = parent;
    if (appender == null) {
      addInfo(summary.message());
      return;
    }
    RecordEvent event =
        RecordEvent.summary(summary.toRecord(), AppenderHandler.contextOf(appender));
    appender.doAppend(event);
    if (!event.wasSeen()) {
      addInfo(summary.message()); // the appender refuses what comes from within itself
    }
  }

  private static boolean isSummary(ILoggingEvent event) {
    return event instanceof RecordEvent record && record.isSummary();
  }
}
