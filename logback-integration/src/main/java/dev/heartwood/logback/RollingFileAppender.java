package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.DefaultClass;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.LogHandler;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.RollingConfig;
import dev.heartwood.filter.Redactor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to a file that is put aside by time, by size or both: the drop-in for {@code
 * ch.qos.logback.core.rolling.RollingFileAppender}, whose options and policy blocks it reads.
 * Policies of another class than Logback's {@code TimeBasedRollingPolicy}, {@code
 * SizeAndTimeBasedRollingPolicy} and {@code FixedWindowRollingPolicy} (with {@code
 * SizeBasedTriggeringPolicy}) are refused.
 *
 * <p><b>Differences:</b> as for {@link FileAppender}; sizes are checked before every event.
 */
public class RollingFileAppender
    extends ch.qos.logback.core.rolling.RollingFileAppender<ILoggingEvent>
    implements HandlerSource {
  private final FileOptions texts = new FileOptions(this);
  private final Sink sink = new Sink(this);
  private @Nullable TriggeringPolicy<ILoggingEvent> trigger;

  /** Lines are written together once they are this many bytes; 64KB by default. */
  @Override
  public void setBufferSize(FileSize bufferSize) {
    super.setBufferSize(bufferSize);
    texts.bufferBytes = bufferSize.getSize();
  }

  /** For XML: see {@link #setBufferSize}. */
  public void addBufferSize(String bufferSize) {
    texts.bufferSize = bufferSize;
  }

  /** For XML: see {@link #setAppend}. */
  public void addAppend(String append) {
    texts.append = append;
  }

  /** For XML: see {@link #setImmediateFlush}. */
  public void addImmediateFlush(String immediateFlush) {
    texts.immediateFlush = immediateFlush;
  }

  /** For XML; must be false. */
  public void addPrudent(String prudent) {
    texts.prudent = prudent;
  }

  /** {@code control} (default) or {@code none}: what becomes of control characters in data. */
  public void setEscape(String escape) {
    texts.escape = escape;
  }

  /** Whether each batch is forced to the disk; false by default. */
  public void setFsync(String fsync) {
    texts.fsync = fsync;
  }

  /** Masks secrets before they are written. */
  @DefaultClass(PatternRedactor.class)
  public void setRedactor(Redactor redactor) {
    texts.redactor = redactor;
  }

  @Override
  public void setTriggeringPolicy(TriggeringPolicy<ILoggingEvent> policy) {
    super.setTriggeringPolicy(policy);
    trigger = policy;
  }

  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    Options options = new Options();
    texts.read(options);
    if (!isAppend()) {
      addWarn("Append mode is mandatory for RollingFileAppender. Defaulting to append=true.");
    }
    started = sink.start(options, isImmediateFlush(), () -> build(options));
  }

  private LogHandler build(Options options) {
    RollingConfig rolling = RollingPolicies.translate(this, getRollingPolicy(), trigger);
    String file = rawFileProperty();
    return texts.build(
        options,
        FileConfig.rolling(file == null || file.isEmpty() ? null : Path.of(file), rolling));
  }

  @Override
  public void stop() {
    started = false;
    sink.stop();
    if (getRollingPolicy() != null) {
      getRollingPolicy().stop();
    }
    if (getTriggeringPolicy() != null) {
      getTriggeringPolicy().stop();
    }
  }

  /** Does nothing but warn: the policies alone decide when a file is put aside. */
  @Override
  public void rollover() {
    addWarn("Appender [" + getName() + "] rolls by its policies only; rollover() has no effect");
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
    return texts.needsOriginal();
  }
}
