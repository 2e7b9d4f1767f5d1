package dev.heartwood.logback;

import dev.heartwood.format.Encoder;
import dev.heartwood.format.Escape;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints events by a pattern in Logback's language, in UTF-8 and with control characters escaped:
 * {@code <encoder class="dev.heartwood.logback.PatternEncoder">}, in any appender.
 */
public final class PatternEncoder extends EventEncoder {
  private @Nullable String pattern;
  private @Nullable String escape;
  private @Nullable String outputPatternAsHeader;

  /** The pattern; must be given. */
  public void setPattern(String pattern) {
    this.pattern = pattern;
  }

  /** {@code control} (default) or {@code none}: what becomes of control characters in data. */
  public void setEscape(String escape) {
    this.escape = escape;
  }

  /** Whether a fresh file starts with a line that shows the pattern; false by default. */
  public void setOutputPatternAsHeader(String outputPatternAsHeader) {
    this.outputPatternAsHeader = outputPatternAsHeader;
  }

  @Override
  @Nullable Supplier<Encoder> build(Options options) {
    String given = pattern;
    if (given == null || given.isEmpty()) {
      options.fault("pattern must be given, was missing");
      return null;
    }
    Escape chosen = options.choice("escape", Escape.class, escape, Escape.CONTROL);
    boolean asHeader = options.bool("outputPatternAsHeader", outputPatternAsHeader, false);
    return () ->
        dev.heartwood.format.PatternEncoder.compile(
            CoreEncoders.patternConfig(given, chosen, getContext()).withPatternAsHeader(asHeader));
  }
}
