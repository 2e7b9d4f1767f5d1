package dev.heartwood.format;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trace that an event belongs to, as OpenTelemetry's agents put it into the MDC. */
record Trace(String traceId, String spanId, int flags) {
  private static final String TRACE_ID = "trace_id";
  private static final String SPAN_ID = "span_id";
  private static final String FLAGS = "trace_flags";

  /** Null unless all three are there and well-formed. */
  static @Nullable Trace of(Map<String, String> mdc) {
    if (mdc.isEmpty()) {
      return null;
    }
    String traceId = hex(mdc.get(TRACE_ID), 32);
    String spanId = hex(mdc.get(SPAN_ID), 16);
    String flags = hex(mdc.get(FLAGS), 2);
    if (traceId.isEmpty() || spanId.isEmpty() || flags.isEmpty()) {
      return null;
    }
    return new Trace(traceId, spanId, Integer.parseInt(flags, 16));
  }

  static boolean isPart(@Nullable String key) {
    return TRACE_ID.equals(key) || SPAN_ID.equals(key) || FLAGS.equals(key);
  }

  /** The text itself if it is hexadecimal and that long, else an empty one. */
  private static String hex(@Nullable String text, int digits) {
    if (text == null || text.length() != digits) {
      return "";
    }
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return "";
      }
    }
    return text;
  }
}
