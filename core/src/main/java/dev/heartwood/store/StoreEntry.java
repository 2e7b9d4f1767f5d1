package dev.heartwood.store;

import dev.heartwood.LogRecord;
import dev.heartwood.MessageSlices;
import dev.heartwood.wire.EventView;
import dev.heartwood.wire.EventWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A key and its record as bytes, in the journal and in checkpoints.
 *
 * <pre>
 * offset size
 *    0     1   version of this layout: 1
 *    1     1   characters of the key: 0 there is none, 1 of one byte (Latin-1), 2 of two bytes,
 *              3 not written, they are the name of the record's logger
 *    2     4   length of the key, in characters
 *    6     -   key; two bytes have the most significant first
 *    -     -   record, as {@link EventWriter} says
 * </pre>
 *
 * <p><b>Threads:</b> confined to one at a time.
 */
final class StoreEntry {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 6;
  private static final int NO_KEY = 0;
  private static final int NARROW = 1;
  private static final int WIDE = 2;
  private static final int LOGGER = 3;

  /** A key takes a quarter of the room at most, whatever its characters. */
  private static final int KEY_CHARS_SHARE = 8;

  private final int maxKeyChars;
  private final EventWriter writer;
  private final EventView view = new EventView();
  private @Nullable String key;

  /**
   * @param maxBytes of an entry
   */
  StoreEntry(int maxBytes) {
    maxKeyChars = maxBytes / KEY_CHARS_SHARE;
    writer = new EventWriter(maxBytes - HEADER_BYTES - maxKeyChars * Character.BYTES);
  }

  /**
   * Writes a record.
   *
   * @return what {@link #read} will give: another record if this one had to be cut
   * @throws IOException if the key is too long
   */
  LogRecord write(@Nullable String recordKey, LogRecord record) throws IOException {
    int form = form(recordKey);
    if (!record.loggerName().equals(recordKey)) {
      return write(recordKey, form, record) ? readWritten() : record;
    }
    if (!write(null, LOGGER, record)) {
      return record;
    }
    write(recordKey, form, record); // the name may be what was cut
    return readWritten();
  }

  private LogRecord readWritten() throws IOException {
    return read(writer.array(), 0, writer.length());
  }

  /** Whether the record had to be cut. */
  private boolean write(@Nullable String recordKey, int form, LogRecord record) {
    int chars = recordKey == null ? 0 : recordKey.length();
    int gap = HEADER_BYTES + chars * form;
    writer.clear(gap);
    boolean cut =
        writer.write(
            record.epochNanos(),
            record.level(),
            record.loggerName(),
            record.threadName(),
            record.template(),
            record.arguments(),
            record.arguments() instanceof MessageSlices ? null : record.message(),
            record.keyValues(),
            record.markers(),
            record.mdc(),
            record.thrown(),
            record.caller());
    ByteBuffer header = ByteBuffer.wrap(writer.array(), 0, gap);
    header.put(VERSION).put((byte) form).putInt(chars);
    if (recordKey != null) {
      putKey(header, recordKey, form);
    }
    return cut;
  }

  private int form(@Nullable String recordKey) throws IOException {
    if (recordKey == null) {
      return NO_KEY;
    }
    int length = recordKey.length();
    if (length > maxKeyChars) {
      throw new IOException(
          "key must have at most " + maxKeyChars + " characters to be kept on disk, had " + length);
    }
    for (int i = 0; i < length; i++) {
      if (recordKey.charAt(i) > 0xFF) {
        return WIDE;
      }
    }
    return NARROW;
  }

  private static void putKey(ByteBuffer to, String recordKey, int form) {
    for (int i = 0; i < recordKey.length(); i++) {
      if (form == WIDE) {
        to.putChar(recordKey.charAt(i));
      } else {
        to.put((byte) recordKey.charAt(i));
      }
    }
  }

  /** Holds what was written, until the next is. */
  byte[] array() {
    return writer.array();
  }

  int length() {
    return writer.length();
  }

  /**
   * Reads a record; its key is {@link #key()}.
   *
   * @throws IOException if the bytes hold none
   */
  LogRecord read(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
    if (length < HEADER_BYTES || from.get() != VERSION) {
      throw new IOException("no entry of a store of version " + VERSION);
    }
    int form = from.get();
    int chars = from.getInt();
    if (form < NO_KEY || form > LOGGER || chars < 0 || (long) chars * form > from.remaining()) {
      throw new IOException("no key of " + chars + " characters of form " + form);
    }
    String written = form == NO_KEY || form == LOGGER ? null : key(from, chars, form);
    view.read(bytes, from.position(), from.remaining());
    LogRecord record = view.toRecord();
    view.clear();
    key = form == LOGGER ? record.loggerName() : written;
    return record;
  }

  /** Where in an entry its record begins, from the first byte; -1 if the bytes are no entry. */
  static int recordAt(byte[] bytes, int offset, int length) {
    if (length < HEADER_BYTES || bytes[offset] != VERSION) {
      return -1;
    }
    int form = bytes[offset + 1];
    int chars = ByteBuffer.wrap(bytes, offset + 2, Integer.BYTES).getInt();
    boolean fits = chars >= 0 && (long) chars * form <= length - HEADER_BYTES;
    return form >= NO_KEY && form <= LOGGER && fits ? HEADER_BYTES + chars * form : -1;
  }

  private static String key(ByteBuffer from, int chars, int form) {
    char[] text = new char[chars];
    for (int i = 0; i < chars; i++) {
      text[i] = form == WIDE ? from.getChar() : (char) (from.get() & 0xFF);
    }
    return new String(text);
  }

  /** Of the record that was read last; null if it has none. */
  @Nullable String key() {
    return key;
  }
}
