package dev.heartwood.logback;

import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import dev.heartwood.LogEvent;
import dev.heartwood.filter.Redactor;
import dev.heartwood.redaction.Detector;
import dev.heartwood.redaction.RedactionConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets: {@code <redactor>} in one of our appenders. Without options it looks for all that
 * is built in.
 *
 * <p><b>Errors:</b> with a fault in its options it masks every message as a whole, so that nothing
 * gets out that it was to mask.
 */
public final class PatternRedactor extends ContextAwareBase implements Redactor, LifeCycle {
  private final List<String> withoutDetectors = new ArrayList<>();
  private final List<String> patterns = new ArrayList<>();
  private final Set<String> secretKeys = new LinkedHashSet<>();
  private @Nullable String mask;
  private @Nullable String maxChars;
  private @Nullable String maxFinds;
  private dev.heartwood.redaction.@Nullable PatternRedactor redactor;

  /** Written in place of a secret; {@code ****} by default. */
  public void setMask(String mask) {
    this.mask = mask;
  }

  /** Longer texts are cut; 65536 by default. */
  public void setMaxChars(String maxChars) {
    this.maxChars = maxChars;
  }

  /** A text with more secrets is masked as a whole; 1000 by default. */
  public void setMaxFinds(String maxFinds) {
    this.maxFinds = maxFinds;
  }

  /** A further name of a key whose values are masked whatever they are. */
  public void addSecretKey(String secretKey) {
    secretKeys.add(secretKey.trim());
  }

  /** A further secret as {@code name=regular expression} in RE2 syntax; its groups are masked. */
  public void addPattern(String pattern) {
    patterns.add(pattern);
  }

  /** A built-in detector to leave out: card, email, bearer, jwt, password or iban. */
  public void addWithout(String detector) {
    withoutDetectors.add(detector.trim());
  }

  @Override
  public void start() {
    Options options = new Options();
    RedactionConfig config = options.built(() -> config(options));
    if (options.reportTo(this, "Redactor") && config != null) {
      redactor = new dev.heartwood.redaction.PatternRedactor(config);
    }
  }

  @Override
  public void stop() {
    redactor = null;
  }

  @Override
  public boolean isStarted() {
    return redactor != null;
  }

  @Override
  public LogEvent redact(LogEvent event) {
    dev.heartwood.redaction.PatternRedactor current = redactor;
    if (current == null) {
      throw new IllegalStateException("the redactor is not started");
    }
    return current.redact(event);
  }

  private RedactionConfig config(Options options) {
    RedactionConfig config = RedactionConfig.DEFAULT;
    for (String name : withoutDetectors) {
      if (config.detectors().stream().noneMatch(detector -> detector.name().equals(name))) {
        options.fault("without must name one of " + names(config) + ", was " + name);
      }
      config = config.withoutDetector(name);
    }
    for (String pattern : patterns) {
      config = config.withDetector(detector(pattern));
    }
    for (String key : secretKeys) {
      config = config.withSecretKey(key);
    }
    config = config.withMaxChars(options.atLeast("maxChars", 1, maxChars, config.maxChars()));
    config = config.withMaxFinds(options.atLeast("maxFinds", 1, maxFinds, config.maxFinds()));
    return mask == null ? config : config.withMask(mask);
  }

  private static Detector detector(String pattern) {
    int equals = pattern.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("pattern must be name=regular expression, was " + pattern);
    }
    return Detector.pattern(
        pattern.substring(0, equals).trim(), pattern.substring(equals + 1).trim());
  }

  private static List<String> names(RedactionConfig config) {
    return config.detectors().stream().map(Detector::name).toList();
  }
}
