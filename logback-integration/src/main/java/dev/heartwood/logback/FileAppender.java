package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.DefaultClass;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.LogHandler;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.filter.Redactor;
import java.nio.file.Path;

/**
 * Writes events to a file: the drop-in for {@code ch.qos.logback.core.FileAppender}, whose options
 * it has. Behind an {@link AsyncAppender} lines leave in one write per batch; alone they do so one
 * by one, unless {@code immediateFlush} is false.
 *
 * <p><b>Differences:</b> {@code prudent} is refused; a file that is moved or removed from outside
 * is opened anew; control characters in data are escaped unless {@code escape} is none.
 */
public class FileAppender extends ch.qos.logback.core.FileAppender<ILoggingEvent>
    implements HandlerSource {
  private final FileOptions texts = new FileOptions(this);
  private final Sink sink = new Sink(this);

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
  public void start() {
    if (isStarted()) {
      return;
    }
    Options options = new Options();
    texts.read(options);
    if (getFile() == null || getFile().isEmpty()) {
      options.fault("file must be given, was missing");
    }
    started =
        sink.start(
            options,
            isImmediateFlush(),
            () ->
                texts.build(
                    options,
                    FileConfig.of(Path.of(String.valueOf(getFile()))).withAppend(isAppend())));
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
    return texts.needsOriginal();
  }
}
