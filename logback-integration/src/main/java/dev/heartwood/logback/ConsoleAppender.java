package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.joran.spi.DefaultClass;
import dev.heartwood.LogHandler;
import dev.heartwood.appenders.ConsoleConfig;
import dev.heartwood.appenders.ConsoleHandler;
import dev.heartwood.filter.RedactingHandler;
import dev.heartwood.filter.Redactor;
import dev.heartwood.format.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to the console, whole lines only: the drop-in for {@code
 * ch.qos.logback.core.ConsoleAppender}, whose options it has. It follows a replaced {@code
 * System.out}.
 *
 * <p><b>Differences:</b> {@code withJansi} is not needed and has no effect; a wrong {@code target}
 * is an error; control characters in data are escaped unless {@code escape} is none.
 */
public class ConsoleAppender extends ch.qos.logback.core.ConsoleAppender<ILoggingEvent>
    implements HandlerSource {
  private final Sink sink = new Sink(this);
  private @Nullable String wrongTarget;
  private @Nullable String immediateFlush;
  private @Nullable String jansi;
  private @Nullable String escape;
  private @Nullable Redactor redactor;
  private boolean needsOriginal;

  /** {@code System.out} (default) or {@code System.err}. */
  @Override
  public void setTarget(String value) {
    if (ConsoleTarget.findByName(value.trim()) == null) {
      wrongTarget = value;
    } else {
      super.setTarget(value);
    }
  }

  /** For XML: see {@link #setImmediateFlush}. */
  public void addImmediateFlush(String immediateFlush) {
    this.immediateFlush = immediateFlush;
  }

  /** For XML; has no effect. */
  public void addWithJansi(String withJansi) {
    jansi = withJansi;
  }

  /** {@code control} (default) or {@code none}: what becomes of control characters in data. */
  public void setEscape(String escape) {
    this.escape = escape;
  }

  /** Masks secrets before they are written. */
  @DefaultClass(PatternRedactor.class)
  public void setRedactor(Redactor redactor) {
    this.redactor = redactor;
  }

  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    Options options = new Options();
    setImmediateFlush(options.bool("immediateFlush", immediateFlush, isImmediateFlush()));
    if (options.bool("withJansi", jansi, withJansi)) {
      addInfo("withJansi is not needed: colours are written as they are");
    }
    if (wrongTarget != null) {
      options.fault("target must be System.out or System.err, was " + wrongTarget);
    }
    started = sink.start(options, isImmediateFlush(), () -> build(options));
  }

  private LogHandler build(Options options) {
    Encoder encoder = CoreEncoders.of(this, getEncoder(), escape, options);
    needsOriginal = encoder instanceof ForeignEncoder;
    LogHandler handler =
        new ConsoleHandler(
            ConsoleConfig.DEFAULT.withTarget(
                target == ConsoleTarget.SystemErr
                    ? ConsoleConfig.Target.STDERR
                    : ConsoleConfig.Target.STDOUT),
            encoder);
    return redactor == null ? handler : new RedactingHandler(redactor, handler);
  }

  @Override
  public void stop() {
    started = false;
    sink.stop();
  }

  @Override
  public void doAppend(ILoggingEvent event) {
    sink.append(event);
  }

  @Override
  public LogHandler handler() {
    return sink.handler();
  }

  @Override
  public boolean needsOriginal() {
    return needsOriginal;
  }
}
