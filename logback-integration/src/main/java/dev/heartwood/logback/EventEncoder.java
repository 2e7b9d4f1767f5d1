package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Utf8Buffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of our encoders as a Logback encoder, for any appender. In an appender of ours the handler
 * gets an encoder of its own and this one stands aside.
 *
 * <p><b>Threads:</b> any number encode at once, each with a buffer of its own while it does; no
 * thread-local is left behind.
 */
public abstract class EventEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private final ConcurrentLinkedQueue<Work> idle = new ConcurrentLinkedQueue<>();
  private @Nullable Supplier<Encoder> encoders;

  EventEncoder() {}

  /** What makes encoders by the options given; null if there is a fault, told to the options. */
  abstract @Nullable Supplier<Encoder> build(Options options);

  @Override
  public final void start() {
    Options options = new Options();
    Supplier<Encoder> built = build(options);
    if (built != null) {
      options.built(built::get); // a pattern shows its faults when it is compiled
    }
    if (options.reportTo(this, getClass().getSimpleName()) && built != null) {
      encoders = built;
      super.start();
    }
  }

  @Override
  public final void stop() {
    super.stop();
    idle.clear();
  }

  /** An encoder for one handler. */
  final Encoder newEncoder() {
    Supplier<Encoder> supplier = encoders;
    if (supplier == null) {
      throw new IllegalArgumentException("encoder " + getClass().getName() + " was not started");
    }
    return supplier.get();
  }

  @Override
  public final byte[] encode(ILoggingEvent event) {
    Work work = borrow();
    work.encoder.encode(LogbackEvent.of(event), work.buffer);
    return giveBack(work);
  }

  @Override
  public final byte[] headerBytes() {
    if (!isStarted()) {
      return NOTHING;
    }
    Work work = borrow();
    work.encoder.encodeHeader(work.buffer);
    return giveBack(work);
  }

  @Override
  public final byte[] footerBytes() {
    if (!isStarted()) {
      return NOTHING;
    }
    Work work = borrow();
    work.encoder.encodeFooter(work.buffer);
    return giveBack(work);
  }

  private Work borrow() {
    Work work = idle.poll();
    return work == null ? new Work(newEncoder()) : work;
  }

  private byte[] giveBack(Work work) {
    byte[] bytes = work.buffer.toByteArray();
    if (work.buffer.array().length <= Work.MAX_KEPT_BYTES) {
      work.buffer.clear();
      idle.add(work);
    }
    return bytes;
  }

  private static final class Work {
    static final int MAX_KEPT_BYTES = 64 * 1024;

    private final Encoder encoder;
    private final Utf8Buffer buffer = new Utf8Buffer();

    Work(Encoder encoder) {
      this.encoder = encoder;
    }
  }
}
