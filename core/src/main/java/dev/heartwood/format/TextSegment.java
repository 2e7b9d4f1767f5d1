package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Text that is looked up for each event: a property, the file of the caller. */
final class TextSegment extends Segment {
  private final Function<LogEvent, @Nullable String> text;
  private final Quoting quoting;

  TextSegment(Function<LogEvent, @Nullable String> text, Quoting quoting) {
    this.text = text;
    this.quoting = quoting;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    quoting.append(String.valueOf(text.apply(event)), out);
  }

  @Override
  boolean isAbsent(LogEvent event) {
    return text.apply(event) == null;
  }
}
