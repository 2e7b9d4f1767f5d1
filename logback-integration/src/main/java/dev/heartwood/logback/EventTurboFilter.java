package dev.heartwood.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.heartwood.LogEvent;
import dev.heartwood.filter.LogFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.LoggingEvent;

/**
 * A filter of ours in front of every appender: {@code <turboFilter class="..."/>}. It sees enabled
 * calls only, each once, and never a mere {@code isDebugEnabled()}. What it held back it tells in
 * the stream of the logger concerned.
 *
 * <p><b>Threads:</b> any.
 */
public abstract class EventTurboFilter extends TurboFilter {
  private @Nullable LogFilter filter;

  EventTurboFilter() {}

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
  public final FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      @Nullable Object @Nullable [] params,
      @Nullable Throwable thrown) {
    if (format == null || !logs(logger, level)) {
      return FilterReply.NEUTRAL; // without a message somebody only asks whether a level is on
    }
    List<Marker> markers = marker == null ? List.of() : List.of(marker);
    return decide(new CallEvent(logger, level, format, params, thrown, markers, List.of()));
  }

  @Override
  public final FilterReply decide(Logger logger, LoggingEvent call) {
    Level level = Level.convertAnSLF4JLevel(call.getLevel());
    if (!logs(logger, level)) {
      return FilterReply.NEUTRAL;
    }
    List<Marker> markers = call.getMarkers();
    List<KeyValuePair> pairs = call.getKeyValuePairs();
    return decide(
        new CallEvent(
            logger,
            level,
            String.valueOf(call.getMessage()),
            call.getArgumentArray(),
            call.getThrowable(),
            markers == null ? List.of() : markers,
            pairs == null ? List.of() : pairs));
  }

  private boolean logs(Logger logger, Level level) {
    return isStarted() && level.isGreaterOrEqual(logger.getEffectiveLevel());
  }

  private FilterReply decide(LogEvent call) {
    LogFilter current = filter;
    if (current == null) {
      return FilterReply.NEUTRAL;
    }
    boolean accepted = current.accepts(call);
    current.summarize(false, this::tell);
    return accepted ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private void tell(LogEvent summary) {
    if (getContext() instanceof LoggerContext context) {
      context
          .getLogger(summary.loggerName())
          .callAppenders(
              RecordEvent.summary(summary.toRecord(), context.getLoggerContextRemoteView()));
    } else {
      addInfo(summary.message());
    }
  }
}
