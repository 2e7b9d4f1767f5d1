package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A name that comes again and again (thread, logger, class of the caller), with its abbreviation,
 * escapes and padding: its finished bytes are kept.
 */
final class NameSegment extends Segment {
  private final Function<LogEvent, String> name;
  private final boolean ofCaller;
  private final NameBytes bytes;

  /**
   * @param ofCaller whether it is a name of the caller's rather than of logger or thread
   */
  NameSegment(
      boolean ofCaller,
      Function<LogEvent, String> name,
      UnaryOperator<String> shortened,
      Quoting quoting,
      @Nullable Width width) {
    this.ofCaller = ofCaller;
    this.name = name;
    this.bytes =
        new NameBytes(
            (text, out) -> {
              int start = out.length();
              quoting.append(shortened.apply(text), out);
              if (width != null) {
                width.apply(out, start);
              }
            });
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    bytes.append(String.valueOf(name.apply(event)), out);
  }

  @Override
  boolean dependsOnNamesOnly() {
    return !ofCaller;
  }
}
