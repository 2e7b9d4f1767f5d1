package dev.heartwood.logback;

import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.appenders.FileNamePattern;
import dev.heartwood.appenders.RollingConfig;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads Logback's policy blocks. Two of their values have no getter and are read from their fields,
 * which on the module path needs {@code --add-opens
 * ch.qos.logback.core/ch.qos.logback.core.rolling=dev.heartwood.logback}.
 */
final class RollingPolicies {
  private RollingPolicies() {}

  /**
   * @param trigger as given; not what a rolling policy brings along
   * @throws IllegalArgumentException if they are missing, of another class, or refused
   */
  static RollingConfig translate(
      ContextAware appender,
      @Nullable RollingPolicy rolling,
      @Nullable TriggeringPolicy<?> trigger) {
    if (rolling == null) {
      throw new IllegalArgumentException("rollingPolicy must be given, was missing");
    }
    if (!rolling.isStarted()) {
      throw new IllegalArgumentException(
          "rollingPolicy must be complete, but " + rolling.getClass().getName() + " did not start");
    }
    Class<?> type = rolling.getClass();
    if (type != FixedWindowRollingPolicy.class && trigger != null && trigger != rolling) {
      throw new IllegalArgumentException(
          "triggeringPolicy must be left out with "
              + type.getSimpleName()
              + ", which triggers by itself, was "
              + trigger.getClass().getName());
    }
    if (type == SizeAndTimeBasedRollingPolicy.class) {
      return sizeAndTime((SizeAndTimeBasedRollingPolicy<?>) rolling);
    }
    if (type == TimeBasedRollingPolicy.class) {
      return timeBased(appender, (TimeBasedRollingPolicy<?>) rolling);
    }
    if (type == FixedWindowRollingPolicy.class) {
      return fixedWindow(appender, (FixedWindowRollingPolicy) rolling, trigger);
    }
    throw new IllegalArgumentException(
        "rollingPolicy must be TimeBasedRollingPolicy, SizeAndTimeBasedRollingPolicy or"
            + " FixedWindowRollingPolicy of Logback's, was "
            + type.getName());
  }

  private static RollingConfig timeBased(ContextAware appender, TimeBasedRollingPolicy<?> policy) {
    String naming = policy.getTimeBasedFileNamingAndTriggeringPolicy().getClass().getName();
    if (naming.contains("SizeAndTimeBased")) {
      throw new IllegalArgumentException(
          "timeBasedFileNamingAndTriggeringPolicy must be left out, was "
              + naming
              + ": use SizeAndTimeBasedRollingPolicy");
    }
    return new RollingConfig.TimeBased(
        FileNamePattern.parse(policy.getFileNamePattern()),
        policy.getMaxHistory(),
        totalSizeCap(policy),
        policy.isCleanHistoryOnStart());
  }

  private static RollingConfig sizeAndTime(SizeAndTimeBasedRollingPolicy<?> policy) {
    return new RollingConfig.SizeAndTimeBased(
        FileNamePattern.parse(policy.getFileNamePattern()),
        size(SizeAndTimeBasedRollingPolicy.class, policy, "maxFileSize"),
        policy.getMaxHistory(),
        totalSizeCap(policy),
        policy.isCleanHistoryOnStart());
  }

  private static RollingConfig fixedWindow(
      ContextAware appender,
      FixedWindowRollingPolicy policy,
      @Nullable TriggeringPolicy<?> trigger) {
    if (trigger == null || trigger.getClass() != SizeBasedTriggeringPolicy.class) {
      throw new IllegalArgumentException(
          "triggeringPolicy must be SizeBasedTriggeringPolicy of Logback's with a fixed window, was "
              + (trigger == null ? "missing" : trigger.getClass().getName()));
    }
    SizeBasedTriggeringPolicy<?> size = (SizeBasedTriggeringPolicy<?>) trigger;
    if (size.getCheckIncrement() != null) {
      appender.addInfo("checkIncrement is not needed: the size is known before every event");
    }
    return new RollingConfig.FixedWindow(
        FileNamePattern.parse(policy.getFileNamePattern()),
        policy.getMinIndex(),
        policy.getMaxIndex(),
        size.getMaxFileSize().getSize());
  }

  /** Without maxHistory it has no effect, as the policy itself has warned at its start. */
  private static long totalSizeCap(TimeBasedRollingPolicy<?> policy) {
    if (policy.getMaxHistory() == 0) {
      return 0;
    }
    return Math.max(0, size(TimeBasedRollingPolicy.class, policy, "totalSizeCap"));
  }

  private static long size(Class<?> type, Object policy, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      FileSize size = (FileSize) field.get(policy);
      if (size == null) {
        throw new IllegalArgumentException(name + " must be given, was missing");
      }
      return size.getSize();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          name
              + " of "
              + type.getName()
              + " cannot be read ("
              + e
              + "): on the module path start with --add-opens"
              + " ch.qos.logback.core/ch.qos.logback.core.rolling=dev.heartwood.logback",
          e);
    }
  }
}
