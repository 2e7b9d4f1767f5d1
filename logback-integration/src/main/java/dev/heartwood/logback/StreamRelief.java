package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;

/**
 * What a stream appender of Logback's need not do while it stands behind a ring: flush after each
 * event. The worker flushes once per batch, through a buffer that holds one.
 */
final class StreamRelief {
  private static final FileSize BUFFER = new FileSize(64 * FileSize.KB_COEFFICIENT);

  private final OutputStreamAppender<ILoggingEvent> appender;
  private final boolean immediateFlush;

  private StreamRelief(OutputStreamAppender<ILoggingEvent> appender) {
    this.appender = appender;
    this.immediateFlush = appender.isImmediateFlush();
  }

  static StreamRelief of(OutputStreamAppender<ILoggingEvent> appender) {
    StreamRelief relief = new StreamRelief(appender);
    if (appender instanceof FileAppender<ILoggingEvent> file && relief.canReopen(file)) {
      relief.reopen(file);
    }
    appender.addInfo(
        "Appender [" + appender.getName() + "] is flushed once per batch while behind a ring.");
    return relief;
  }

  /** A batch goes on: the worker flushes at its end. */
  void begin() {
    appender.setImmediateFlush(false);
  }

  /** The appender goes its own way; its larger buffer stays. */
  void end() {
    appender.setImmediateFlush(immediateFlush);
  }

  /** Opening a file again is not seen from outside if nothing is written at its ends. */
  private boolean canReopen(FileAppender<ILoggingEvent> file) {
    Encoder<ILoggingEvent> encoder = file.getEncoder();
    return file.isStarted()
        && !file.isPrudent()
        && encoder != null
        && isEmpty(encoder.headerBytes())
        && isEmpty(encoder.footerBytes());
  }

  private void reopen(FileAppender<ILoggingEvent> file) {
    boolean append = file.isAppend();
    file.setBufferSize(BUFFER);
    file.setAppend(true); // what is there was written since the start, or is to be kept
    try {
      file.openFile(file.getFile());
    } catch (IOException e) {
      file.addWarn("file [" + file.getFile() + "] keeps its buffer: it could not be reopened", e);
    } finally {
      file.setAppend(append);
    }
  }

  private static boolean isEmpty(byte[] bytes) {
    return bytes == null || bytes.length == 0;
  }
}
