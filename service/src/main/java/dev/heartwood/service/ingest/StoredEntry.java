package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A whole entry as a text that a store can keep: its bytes as characters of one byte. Of one too
 * long for that only the id.
 *
 * <pre>
 * offset size
 *    0     1   version of this layout: 1 whole, 2 id only
 *    1     8   sequence
 *    9     8   when it arrived, in nanoseconds since 1970
 *   17     -   entry, as {@link EntryCodec} says; or text id
 * </pre>
 *
 * @param entry null if only the id was kept
 */
public record StoredEntry(long sequence, String id, @Nullable LogEntry entry) {
  private static final int WHOLE = 1;
  private static final int ID_ONLY = 2;

  /** As UTF-8, with room to spare, still less than the megabyte that a store's record may have. */
  private static final int MAX_CHARS = 400_000;

  public static String text(LogEntry entry) {
    ByteSink out = new ByteSink();
    long received = head(out, WHOLE, entry);
    EntryCodec.write(out, EntryId.of(entry.id()), 0, received, entry.content());
    if (out.size() > MAX_CHARS) {
      out.clear();
      head(out, ID_ONLY, entry);
      out.text(entry.id());
    }
    return new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1);
  }

  private static long head(ByteSink out, int form, LogEntry entry) {
    long received = EpochNanos.of(entry.received());
    out.oneByte(form);
    out.eightBytes(entry.sequence());
    out.eightBytes(received);
    return received;
  }

  public static StoredEntry of(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteSource in = new ByteSource(bytes, 0, bytes.length);
    int form = in.oneByte();
    long sequence = in.eightBytes();
    long received = in.eightBytes();
    if (form == WHOLE) {
      LogEntry entry = EntryCodec.read(in, sequence, received, new long[1]);
      return new StoredEntry(sequence, entry.id(), entry);
    }
    if (form == ID_ONLY) {
      return new StoredEntry(sequence, in.text(), null);
    }
    throw new IOException("version of an entry must be 1 or 2, was " + form);
  }
}
