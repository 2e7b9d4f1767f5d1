package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.LogHandler;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.FileHandler;
import dev.heartwood.filter.RedactingHandler;
import dev.heartwood.filter.Redactor;
import dev.heartwood.format.Encoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the plain and the rolling file appender have in common beyond Logback's own options. */
final class FileOptions {
  private final ch.qos.logback.core.FileAppender<ILoggingEvent> appender;
  @Nullable Long bufferBytes;
  @Nullable String append;
  @Nullable String bufferSize;
  @Nullable String immediateFlush;
  @Nullable String prudent;
  @Nullable String escape;
  @Nullable String fsync;
  @Nullable Redactor redactor;
  private boolean needsOriginal;

  FileOptions(ch.qos.logback.core.FileAppender<ILoggingEvent> appender) {
    this.appender = appender;
  }

  boolean needsOriginal() {
    return needsOriginal;
  }

  /** Hands the texts that stand for Logback's own options on to the appender. */
  void read(Options options) {
    appender.setAppend(options.bool("append", append, appender.isAppend()));
    appender.setImmediateFlush(
        options.bool("immediateFlush", immediateFlush, appender.isImmediateFlush()));
    appender.setPrudent(options.bool("prudent", prudent, appender.isPrudent()));
    if (bufferSize != null) {
      bufferBytes =
          options.parsed("bufferSize", bufferSize, text -> FileSize.valueOf(text).getSize(), 1L);
    }
  }

  /**
   * The handler by these options; opened, so that a wrong path shows at start.
   *
   * @throws IllegalArgumentException if a value is refused
   */
  LogHandler build(Options options, FileConfig config) {
    if (appender.isPrudent()) {
      options.fault(
          "prudent must be false, was true: two processes cannot share one of our files; let each"
              + " write its own");
    }
    boolean forced = options.bool("fsync", fsync, false);
    Encoder encoder = CoreEncoders.of(appender, appender.getEncoder(), escape, options);
    needsOriginal = encoder instanceof ForeignEncoder;
    FileConfig complete =
        config
            .withBufferBytes(bufferBytes(config.bufferBytes()))
            .withFsync(forced)
            .withStatus(new LogbackStatus(appender));
    options.throwIfAny();
    FileHandler handler = new FileHandler(complete, encoder);
    try {
      handler.open();
    } catch (IOException e) {
      close(handler, e);
      throw new IllegalArgumentException(
          "file [" + appender.getFile() + "] cannot be opened: " + e, e);
    }
    return redactor == null ? handler : new RedactingHandler(redactor, handler);
  }

  /** A size that no int holds is far beyond the limit, and refused as such. */
  private int bufferBytes(int otherwise) {
    return bufferBytes == null ? otherwise : (int) Math.min(Integer.MAX_VALUE, bufferBytes);
  }

  private static void close(FileHandler handler, IOException cause) {
    try {
      handler.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
