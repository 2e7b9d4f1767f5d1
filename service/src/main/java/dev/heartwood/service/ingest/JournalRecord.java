package dev.heartwood.service.ingest;

import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of the journal, read: what a request brought, or a deletion.
 *
 * <p><b>Ownership:</b> entries are read from the reader's buffer when they are asked for: before it
 * moves on. <b>Errors:</b> an {@link IOException} says which record cannot be read, and why.
 */
public final class JournalRecord {
  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final int kind;
  private final long entriesBefore;
  private final long bytesBefore;
  private final Origin origin;
  private final int entryCount;
  private final int headLength;

  /**
   * What the entries of a record have in common.
   *
   * @param sequence of the record in the journal
   * @param firstId the others follow from it
   */
  record Origin(long sequence, EntryId firstId, long receivedNanos) {}

  private JournalRecord(byte[] bytes, int offset, int length, long sequence) throws IOException {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    ByteSource in = new ByteSource(bytes, offset, length);
    int version = in.oneByte();
    if (version != RequestCodec.VERSION) {
      throw new IOException("version must be " + RequestCodec.VERSION + ", was " + version);
    }
    kind = in.oneByte();
    entriesBefore = in.eightBytes();
    bytesBefore = in.eightBytes();
    EntryId firstId = new EntryId(in.eightBytes(), in.eightBytes());
    origin = new Origin(sequence, firstId, in.eightBytes());
    entryCount = in.fourBytes();
    headLength = in.fourBytes();
    in.skip(headLength);
  }

  /** The record on which a reader stands. */
  public static JournalRecord of(JournalReader reader) throws IOException {
    try {
      return new JournalRecord(
          reader.buffer(), reader.offset(), reader.length(), reader.sequence());
    } catch (IOException e) {
      throw unreadable(reader.sequence(), e);
    }
  }

  static JournalRecord of(byte[] payload, long sequence) throws IOException {
    return new JournalRecord(payload, 0, payload.length, sequence);
  }

  private static IOException unreadable(long sequence, IOException e) {
    return new IOException("record " + sequence + " cannot be read: " + e.getMessage(), e);
  }

  /** In the journal. */
  public long sequence() {
    return origin.sequence();
  }

  /** The sequence that an entry after all of this record's could have first. */
  public long nextEntrySequence() {
    return Sequences.of(sequence() + 1, 0);
  }

  /** Entries in all records before. */
  public long entriesBefore() {
    return entriesBefore;
  }

  /** Bytes in the journal of all records before. */
  public long bytesBefore() {
    return bytesBefore;
  }

  /** Bytes in the journal of all records up to this one, with it. */
  public long bytesAfter() {
    return bytesBefore + length + RequestCodec.RECORD_OVERHEAD;
  }

  public int entryCount() {
    return entryCount;
  }

  /** When it arrived, in nanoseconds since 1970. */
  public long receivedNanos() {
    return origin.receivedNanos();
  }

  /** Of its first entry; without entries, not before all that were given. */
  EntryId firstId() {
    return origin.firstId();
  }

  public List<LogEntry> entries() throws IOException {
    if (kind != RequestCodec.REQUEST || entryCount == 0) {
      return List.of();
    }
    try {
      ByteSource in = body();
      List<LogEntry> entries = new ArrayList<>(Math.min(entryCount, Sequences.MAX_PLACES));
      while (entries.size() < entryCount) {
        EntryGroup group = EntryGroup.read(in, bytes, origin, entries.size());
        for (int i = 0; i < group.count(); i++) {
          entries.add(group.entry(i));
        }
      }
      return entries;
    } catch (IOException e) {
      throw unreadable(sequence(), e);
    }
  }

  /** Takes entries that have a key. */
  @FunctionalInterface
  public interface KeySink {
    void take(long sequence, Severity severity, long epochNanos, String service, String key)
        throws IOException;
  }

  /** Shows the entries that have a key, in their order, without reading more of them. */
  public void keys(KeySink sink) throws IOException {
    try {
      ByteSource in = body();
      for (int place = 0; place < entryCount; place += GroupWriter.ENTRIES) {
        EntryGroup.read(in, bytes, origin, place).keys(sink);
      }
    } catch (IOException e) {
      throw unreadable(sequence(), e);
    }
  }

  /** The entries in whose midst a place is, with bytes of their own; null if it has no such. */
  @Nullable EntryGroup groupAt(int place) throws IOException {
    if (kind != RequestCodec.REQUEST || place >= entryCount) {
      return null;
    }
    try {
      ByteSource in = body();
      for (int before = 0; ; before += GroupWriter.ENTRIES) {
        EntryGroup group = EntryGroup.read(in, bytes, origin, before);
        if (place < before + GroupWriter.ENTRIES) {
          return group.kept();
        }
      }
    } catch (IOException e) {
      throw unreadable(sequence(), e);
    }
  }

  /** What is no longer to be found among all before it; null if it is not a deletion. */
  public @Nullable Condition deletion() throws IOException {
    if (kind != RequestCodec.DELETION) {
      return null;
    }
    try {
      return ConditionCodec.read(body());
    } catch (IOException e) {
      throw unreadable(sequence(), e);
    }
  }

  RequestCodec.Head head() throws IOException {
    try {
      return RequestCodec.readHead(
          new ByteSource(bytes, offset + RequestCodec.HEAD_OFFSET, headLength));
    } catch (IOException e) {
      throw unreadable(sequence(), e);
    }
  }

  /** The answer to the request, which must have had an idempotency key. */
  List<Receipt> receipts() throws IOException {
    try {
      ByteSource in = body();
      for (int place = 0; place < entryCount; place += GroupWriter.ENTRIES) {
        EntryGroup.read(in, bytes, origin, place);
      }
      return Outcomes.read(in).receipts(origin.firstId());
    } catch (IOException e) {
      throw unreadable(sequence(), e);
    }
  }

  private ByteSource body() throws IOException {
    ByteSource in = new ByteSource(bytes, offset, length);
    in.skip(RequestCodec.HEAD_OFFSET + headLength);
    return in;
  }
}
