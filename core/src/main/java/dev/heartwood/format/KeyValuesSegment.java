package dev.heartwood.format;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import java.util.List;
import java.util.Set;

/** The key-value pairs as {@code a="1" b="2"}, values of some keys masked on request. */
final class KeyValuesSegment extends Segment {
  private static final String MASK = "XXX";

  private final String quote;
  private final Set<String> masked;
  private final Quoting quoting;

  KeyValuesSegment(String quote, Set<String> masked, Quoting quoting) {
    this.quote = quote;
    this.masked = masked;
    this.quoting = quoting;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    List<KeyValue> pairs = event.keyValues();
    for (int i = 0; i < pairs.size(); i++) {
      if (i > 0) {
        out.append((byte) ' ');
      }
      KeyValue pair = pairs.get(i);
      quoting.append(pair.key(), out);
      out.append((byte) '=');
      out.append(quote);
      quoting.append(masked.contains(pair.key()) ? MASK : Freeze.render(pair.value()), out);
      out.append(quote);
    }
  }
}
