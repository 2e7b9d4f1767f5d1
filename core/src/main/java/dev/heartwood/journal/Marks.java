package dev.heartwood.journal;

/**
 * How far a journal has come.
 *
 * <pre>
 * field    written by                        read by     ordering
 * written  writer under its lock             any thread  volatile; after the bytes and framesEnd
 * durable  whoever leads the group commit    any thread  volatile; never ahead of written
 * closed   who closes the journal            writer      volatile; no more is appended
 * finished who closes the journal, last      readers     volatile; neither mark moves any more
 * </pre>
 */
final class Marks {
  private volatile long written;
  private volatile long durable;
  private volatile boolean closed;
  private volatile boolean finished;

  Marks(long end) {
    written = end;
    durable = end;
  }

  long written() {
    return written;
  }

  void written(long end) {
    written = end;
  }

  long durable() {
    return durable;
  }

  void durable(long end) {
    durable = end;
  }

  long end(Visibility visibility) {
    return visibility == Visibility.DURABLE ? durable : written;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  boolean isFinished() {
    return finished;
  }

  void finish() {
    finished = true;
  }
}
