package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A whole entry as a text that a store can keep: its bytes as characters of one byte. Of one too
 * long for that only its sequence.
 *
 * <pre>
 * offset size
 *    0     1   version of this layout: 3 whole, 4 sequence only
 *    1     8   sequence
 *    9    16   high and low bits of its id
 *   25     8   when it arrived, in nanoseconds since 1970
 *   33     -   entry, as {@link GroupWriter} says
 * </pre>
 *
 * @param entry null if only the sequence was kept
 */
public record StoredEntry(long sequence, @Nullable LogEntry entry) {
  private static final int WHOLE = 3;
  private static final int SEQUENCE_ONLY = 4;

  /** As UTF-8, with room to spare, still less than the megabyte that a store's record may have. */
  private static final int MAX_CHARS = 400_000;

  public static String text(LogEntry entry) {
    ByteSink out = new ByteSink();
    long received = EpochNanos.of(entry.received());
    EntryId id = EntryId.of(entry.id());
    out.oneByte(WHOLE);
    out.eightBytes(entry.sequence());
    out.eightBytes(id.high());
    out.eightBytes(id.low());
    out.eightBytes(received);
    GroupWriter writer = new GroupWriter(received, null);
    writer.add(entry.content());
    ByteSink group = writer.groups();
    out.raw(group.array(), 0, group.size());
    if (out.size() > MAX_CHARS) {
      out.clear();
      out.oneByte(SEQUENCE_ONLY);
      out.eightBytes(entry.sequence());
    }
    return new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1);
  }

  public static StoredEntry of(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteSource in = new ByteSource(bytes, 0, bytes.length);
    int form = in.oneByte();
    long sequence = in.eightBytes();
    if (form == SEQUENCE_ONLY) {
      return new StoredEntry(sequence, null);
    }
    if (form != WHOLE) {
      throw new IOException("version of an entry must be 3 or 4, was " + form);
    }
    EntryId id = new EntryId(in.eightBytes(), in.eightBytes());
    long record = Sequences.journalSequence(sequence);
    int place = Sequences.place(sequence);
    JournalRecord.Origin origin =
        new JournalRecord.Origin(record, id.plus(-place), in.eightBytes());
    return new StoredEntry(sequence, EntryGroup.read(in, bytes, origin, place).entry(0));
  }
}
