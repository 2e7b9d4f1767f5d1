package dev.heartwood.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.heartwood.ThrownData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A throwable as data in the form that Logback's converters print. */
final class ThrownProxy implements IThrowableProxy {
  private final ThrownData thrown;

  ThrownProxy(ThrownData thrown) {
    this.thrown = thrown;
  }

  @Override
  public @Nullable String getMessage() {
    return thrown.message();
  }

  @Override
  public String getClassName() {
    return thrown.className();
  }

  @Override
  public StackTraceElementProxy[] getStackTraceElementProxyArray() {
    List<StackTraceElement> frames = thrown.frames();
    StackTraceElementProxy[] steps = new StackTraceElementProxy[frames.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new StackTraceElementProxy(frames.get(i));
    }
    return steps;
  }

  @Override
  public int getCommonFrames() {
    return thrown.commonFrames();
  }

  @Override
  public @Nullable IThrowableProxy getCause() {
    ThrownData cause = thrown.cause();
    return cause == null ? null : new ThrownProxy(cause);
  }

  @Override
  public IThrowableProxy[] getSuppressed() {
    return thrown.suppressed().stream().map(ThrownProxy::new).toArray(IThrowableProxy[]::new);
  }

  @Override
  public boolean isCyclic() {
    return thrown.cyclic();
  }
}
