package dev.heartwood.tool;

import dev.heartwood.LogEvent;
import dev.heartwood.wire.CorruptEventException;
import dev.heartwood.wire.EventView;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** One record, taken for an event if it is one; used for one after the other. */
final class Payload {
  private final EventView view = new EventView();
  private final Records records;
  private boolean event;

  Payload(Records records) {
    this.records = records;
  }

  /** Looks at the current record. */
  void read() {
    try {
      view.read(records.buffer(), records.offset(), records.length());
      event = true;
    } catch (CorruptEventException e) {
      event = false;
    }
  }

  boolean isEvent() {
    return event;
  }

  LogEvent event() {
    return view;
  }

  long position() {
    return records.position();
  }

  /** When the event was logged, or else the record was appended; 0 where nobody knows. */
  long epochNanos() {
    return event ? view.epochNanos() : records.epochNanos().orElse(0);
  }

  /** The payload as text, if it is text. */
  Optional<String> text() {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(records.buffer(), records.offset(), records.length());
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  String hex() {
    int from = records.offset();
    return HexFormat.of().formatHex(records.buffer(), from, from + records.length());
  }
}
