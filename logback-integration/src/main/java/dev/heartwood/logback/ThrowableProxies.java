package dev.heartwood.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.heartwood.ThrownData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Logback's copy of a throwable as ours; depth and breadth are cut as {@link ThrownData} says. */
final class ThrowableProxies {
  private ThrowableProxies() {}

  static ThrownData toData(IThrowableProxy proxy) {
    return toData(proxy, 0);
  }

  private static ThrownData toData(IThrowableProxy proxy, int depth) {
    boolean deeper = depth < ThrownData.MAX_DEPTH && !proxy.isCyclic();
    IThrowableProxy cause = deeper ? proxy.getCause() : null;
    return new ThrownData(
        String.valueOf(proxy.getClassName()),
        proxy.getMessage(),
        frames(proxy.getStackTraceElementProxyArray()),
        proxy.getCommonFrames(),
        cause == null ? null : toData(cause, depth + 1),
        deeper ? suppressed(proxy.getSuppressed(), depth + 1) : List.of(),
        proxy.isCyclic(),
        ownText(proxy));
  }

  /** Logback keeps it for a throwable whose {@code toString} is not {@code className: message}. */
  private static @Nullable String ownText(IThrowableProxy proxy) {
    String overriding = proxy.getOverridingMessage();
    if (overriding == null) {
      boolean printsNull = proxy.getMessage() == null && !proxy.isCyclic();
      return printsNull ? proxy.getClassName() + ": null" : null;
    }
    boolean usual = proxy.getMessage() == null && overriding.equals(proxy.getClassName());
    return usual ? null : overriding;
  }

  private static List<StackTraceElement> frames(StackTraceElementProxy @Nullable [] steps) {
    if (steps == null) {
      return List.of();
    }
    List<StackTraceElement> frames = new ArrayList<>(steps.length);
    for (StackTraceElementProxy step : steps) {
      frames.add(step.getStackTraceElement());
    }
    return frames;
  }

  private static List<ThrownData> suppressed(IThrowableProxy @Nullable [] proxies, int depth) {
    if (proxies == null || proxies.length == 0) {
      return List.of();
    }
    List<ThrownData> copies = new ArrayList<>();
    for (int i = 0; i < Math.min(proxies.length, ThrownData.MAX_SUPPRESSED); i++) {
      copies.add(toData(proxies[i], depth));
    }
    return copies;
  }
}
