package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of the MDC, or all of them as {@code a=1, b=2}. */
final class MdcSegment extends Segment {
  private final @Nullable String key;
  private final String ifAbsent;
  private final Quoting quoting;

  /**
   * @param key null for all entries
   */
  MdcSegment(@Nullable String key, String ifAbsent, Quoting quoting) {
    this.key = key;
    this.ifAbsent = ifAbsent;
    this.quoting = quoting;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    if (key == null) {
      writeAll(event.mdc(), out);
      return;
    }
    String value = event.mdc().get(key);
    if (value == null) {
      out.append(ifAbsent);
    } else {
      quoting.append(value, out);
    }
  }

  private void writeAll(Map<String, String> mdc, Utf8Buffer out) {
    boolean first = true;
    for (Map.Entry<String, String> entry : mdc.entrySet()) {
      if (!first) {
        out.append(", ");
      }
      first = false;
      quoting.append(String.valueOf(entry.getKey()), out);
      out.append((byte) '=');
      quoting.append(String.valueOf(entry.getValue()), out);
    }
  }
}
