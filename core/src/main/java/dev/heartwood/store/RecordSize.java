package dev.heartwood.store;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.MessageSlices;
import dev.heartwood.ThrownData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the heap of a record on a 64-bit JVM with compressed references. Counted once for each
 * record although records may share it: the text of message, arguments, values and throwable
 * messages. Not counted, since calls of one statement share it: template, logger, thread and key
 * names, class and method names of frames.
 */
final class RecordSize {
  private static final int RECORD = 64 + 24; // its fields and its timestamp
  private static final int STRING = 24 + 16; // the object and the header of its bytes
  private static final int LIST = 24;
  private static final int LIST_ITEM = 4;
  private static final int SLICES = 24 + 16; // the list and the header of its bounds
  private static final int SLICE = 2 * Integer.BYTES;
  private static final int PAIR = 24;
  private static final int NUMBER = 24;
  private static final int MAP =
      56 + 80 + 32 + 2 * 16; // map, table, wrapper and the views that readers leave;
  private static final int MAP_ENTRY = 40;
  private static final int MARKER = 24;
  private static final int THROWN = 40 + 2 * LIST;
  private static final int FRAME = 56;

  private RecordSize() {}

  static int estimate(LogRecord record) {
    long bytes = RECORD + text(record.message());
    if (record.arguments() instanceof MessageSlices slices) {
      bytes += SLICES + (long) SLICE * slices.size();
    } else if (!record.arguments().isEmpty()) {
      bytes += LIST;
      for (String argument : record.arguments()) {
        bytes += LIST_ITEM + text(argument);
      }
    }
    if (!record.keyValues().isEmpty()) {
      bytes += LIST;
      for (KeyValue pair : record.keyValues()) {
        bytes += LIST_ITEM + PAIR + value(pair.value());
      }
    }
    bytes += (long) record.markers().size() * (LIST_ITEM + MARKER);
    for (LogMarker marker : record.markers()) {
      bytes += (long) marker.references().size() * (LIST_ITEM + MARKER);
    }
    if (!record.mdc().isEmpty()) {
      bytes += MAP;
      for (String value : record.mdc().values()) {
        bytes += MAP_ENTRY + text(value);
      }
    }
    bytes += thrown(record.thrown());
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static long thrown(@Nullable ThrownData thrown) {
    if (thrown == null) {
      return 0;
    }
    String message = thrown.message();
    long bytes = THROWN + (message == null ? 0 : text(message));
    bytes += (long) thrown.frames().size() * (LIST_ITEM + FRAME);
    bytes += thrown(thrown.cause());
    for (ThrownData suppressed : thrown.suppressed()) {
      bytes += LIST_ITEM + thrown(suppressed);
    }
    return bytes;
  }

  private static long value(@Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Map<?, ?> map) {
      long bytes = MAP;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        bytes += MAP_ENTRY + text(String.valueOf(entry.getKey())) + value(entry.getValue());
      }
      return bytes;
    }
    if (value instanceof List<?> list) {
      long bytes = LIST;
      for (Object each : list) {
        bytes += LIST_ITEM + value(each);
      }
      return bytes;
    }
    return value instanceof String text ? text(text) : NUMBER;
  }

  /** One byte a character, or two for all of them if one is beyond Latin-1, as the JVM keeps it. */
  private static long text(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) > 0xFF) {
        return STRING + 2L * length;
      }
    }
    return STRING + length;
  }
}
