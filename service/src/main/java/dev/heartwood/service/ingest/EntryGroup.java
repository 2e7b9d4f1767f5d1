package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.entry.Thrown;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of one record, as {@link GroupWriter} wrote them; unpacked when they are asked for.
 *
 * <p><b>Threads:</b> any; the monitor guards all. Quick for entries in their order.
 */
final class EntryGroup {
  static final int PLACE_BITS = 8;

  private final JournalRecord.Origin origin;
  private final int firstPlace;
  private final int count;
  private final Packed packedMessages;
  private final Packed packedRest;
  private final ByteSource[] columns = new ByteSource[EntryCodec.MESSAGES];
  private @Nullable ByteSource messages;
  private byte @Nullable [] rest;
  private int next; // the entry that the columns show
  private int nextMessage;
  private long nanosBefore;

  /** Bytes of a group, unpacked when they are wanted. */
  private record Packed(byte[] bytes, int offset, int length, int plainLength, boolean isPacked) {
    ByteSource source() throws IOException {
      return isPacked
          ? new ByteSource(Packer.unpack(bytes, offset, length, plainLength), 0, plainLength)
          : new ByteSource(bytes, offset, length);
    }
  }

  private EntryGroup(
      JournalRecord.Origin origin, int firstPlace, int count, Packed messages, Packed rest) {
    this.origin = origin;
    this.firstPlace = firstPlace;
    this.count = count;
    packedMessages = messages;
    packedRest = rest;
  }

  /**
   * Reads the group that begins where a source stands, and moves that behind it.
   *
   * @param firstPlace of its entries in the record
   * @param bytes of the source; they must stay as they are for as long as the group is used
   */
  static EntryGroup read(ByteSource in, byte[] bytes, JournalRecord.Origin origin, int firstPlace)
      throws IOException {
    int count = (int) in.number();
    if (count < 1 || count > GroupWriter.ENTRIES) {
      throw new IOException(
          "a group must have 1 to " + GroupWriter.ENTRIES + " entries, had " + count);
    }
    int packing = in.oneByte();
    if (packing != GroupWriter.PLAIN && packing != GroupWriter.ZSTD) {
      throw new IOException("packing of a group must be 0 or 1, was " + packing);
    }
    boolean packed = packing == GroupWriter.ZSTD;
    int messagesPlain = length(in);
    int messagesLength = packed ? length(in) : messagesPlain;
    int restPlain = length(in);
    int restLength = packed ? length(in) : restPlain;
    int messagesAt = in.position();
    in.skip(messagesLength);
    int restAt = in.position();
    in.skip(restLength);
    return new EntryGroup(
        origin,
        firstPlace,
        count,
        new Packed(bytes, messagesAt, messagesLength, messagesPlain, packed),
        new Packed(bytes, restAt, restLength, restPlain, packed));
  }

  private static int length(ByteSource in) throws IOException {
    long length = in.number();
    if (length < 0 || length > RequestCodec.MAX_BODY_BYTES) {
      throw new IOException(
          "bytes of a group must be 0 to " + RequestCodec.MAX_BODY_BYTES + ", were " + length);
    }
    return (int) length;
  }

  static long milliOf(long nanos) {
    return Math.floorDiv(nanos, EntryCodec.MILLI) * EntryCodec.MILLI;
  }

  /** The same with bytes of its own, as few as it needs. */
  EntryGroup kept() {
    int from = packedMessages.offset;
    byte[] own =
        Arrays.copyOfRange(packedMessages.bytes, from, packedRest.offset + packedRest.length);
    return new EntryGroup(
        origin,
        firstPlace,
        count,
        new Packed(
            own, 0, packedMessages.length, packedMessages.plainLength, packedMessages.isPacked),
        new Packed(
            own,
            packedRest.offset - from,
            packedRest.length,
            packedRest.plainLength,
            packedRest.isPacked));
  }

  int count() {
    return count;
  }

  /** What it takes in memory when all of it is unpacked. */
  int bytes() {
    return packedMessages.length
        + packedRest.length
        + packedMessages.plainLength
        + packedRest.plainLength;
  }

  /**
   * @param index in this group
   */
  synchronized String message(int index) throws IOException {
    ByteSource from = messages;
    if (from == null || index < nextMessage) {
      from = from == null ? packedMessages.source() : from.again();
      messages = from;
      nextMessage = 0;
    }
    while (nextMessage < index) {
      from.skipBytes();
      nextMessage++;
    }
    nextMessage++;
    return from.text();
  }

  /**
   * @param index in this group
   */
  synchronized LogEntry entry(int index) throws IOException {
    if (rest == null || index < next) {
      begin();
    }
    boolean done = false;
    try {
      while (next < index) {
        pass();
      }
      next++;
      LogEntry entry = read(firstPlace + index, message(index));
      done = true;
      return entry;
    } finally {
      if (!done) {
        rest = null;
        messages = null;
      }
    }
  }

  /** Shows those that have a key, in their order; nothing else of them is read. */
  synchronized void keys(JournalRecord.KeySink sink) throws IOException {
    begin();
    rest = null; // the columns do not stay together
    for (int i = 0; i < count; i++) {
      long flags = columns[EntryCodec.FLAGS].number();
      Severity severity = severity();
      boolean own = time(flags);
      String service = columns[EntryCodec.SERVICES].text();
      if ((flags & EntryCodec.HAS_KEY) != 0) {
        sink.take(
            Sequences.of(origin.sequence(), firstPlace + i),
            severity,
            own ? nanosBefore : origin.receivedNanos(),
            service,
            columns[EntryCodec.KEYS].text());
      }
    }
  }

  private void begin() throws IOException {
    ByteSource all = packedRest.source();
    byte[] bytes = all.array();
    int[] lengths = new int[columns.length];
    for (int i = 0; i < columns.length; i++) {
      lengths[i] = length(all);
    }
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new ByteSource(bytes, all.position(), lengths[i]);
      all.skip(lengths[i]);
    }
    rest = bytes;
    next = 0;
    nanosBefore = milliOf(origin.receivedNanos());
  }

  private void pass() throws IOException {
    long flags = columns[EntryCodec.FLAGS].number();
    columns[EntryCodec.FLAGS].oneByte();
    time(flags);
    columns[EntryCodec.SERVICES].skipBytes();
    pass(EntryCodec.CORRELATION_IDS, flags, EntryCodec.HAS_CORRELATION_ID);
    pass(EntryCodec.KEYS, flags, EntryCodec.HAS_KEY);
    pass(EntryCodec.SOURCE_IPS, flags, EntryCodec.HAS_SOURCE_IP);
    pass(EntryCodec.LOGGERS, flags, EntryCodec.HAS_LOGGER);
    pass(EntryCodec.LOGGERS, flags, EntryCodec.HAS_THREAD);
    pass(EntryCodec.METADATA, flags, EntryCodec.HAS_METADATA);
    pass(EntryCodec.OTHERS, flags, EntryCodec.HAS_OTHERS);
    next++;
  }

  private void pass(int column, long flags, int flag) throws IOException {
    if ((flags & flag) != 0) {
      columns[column].skipBytes();
    }
  }

  /** False if it has no timestamp of its own; else that is what now is before the next. */
  private boolean time(long flags) throws IOException {
    if ((flags & EntryCodec.HAS_TIMESTAMP) == 0) {
      return false;
    }
    long more = columns[EntryCodec.TIMES].signed();
    nanosBefore += (flags & EntryCodec.IN_MILLIS) != 0 ? more * EntryCodec.MILLI : more;
    return true;
  }

  private Severity severity() throws IOException {
    int ordinal = columns[EntryCodec.FLAGS].oneByte();
    if (ordinal >= EntryCodec.SEVERITIES.length) {
      throw new IOException("severity must be 0 to 5, was " + ordinal);
    }
    return EntryCodec.SEVERITIES[ordinal];
  }

  private LogEntry read(int place, String message) throws IOException {
    long flags = columns[EntryCodec.FLAGS].number();
    Severity severity = severity();
    Instant timestamp = time(flags) ? EpochNanos.toInstant(nanosBefore) : null;
    String service = columns[EntryCodec.SERVICES].text();
    String correlationId = text(EntryCodec.CORRELATION_IDS, flags, EntryCodec.HAS_CORRELATION_ID);
    String key = text(EntryCodec.KEYS, flags, EntryCodec.HAS_KEY);
    String sourceIp = text(EntryCodec.SOURCE_IPS, flags, EntryCodec.HAS_SOURCE_IP);
    String logger = text(EntryCodec.LOGGERS, flags, EntryCodec.HAS_LOGGER);
    String thread = text(EntryCodec.LOGGERS, flags, EntryCodec.HAS_THREAD);
    Map<String, @Nullable Object> metadata =
        (flags & EntryCodec.HAS_METADATA) != 0
            ? EntryCodec.map(columns[EntryCodec.METADATA].part())
            : Map.of();
    Others others =
        (flags & EntryCodec.HAS_OTHERS) != 0
            ? Others.read(columns[EntryCodec.OTHERS].part())
            : Others.NONE;
    Instant received = EpochNanos.toInstant(origin.receivedNanos());
    return new LogEntry(
        origin.firstId().plus(place).text(),
        Sequences.of(origin.sequence(), place),
        timestamp == null ? received : timestamp,
        received,
        new LogContent(
            severity,
            others.level == null ? severity.name() : others.level,
            service,
            message,
            timestamp,
            correlationId,
            key,
            sourceIp,
            logger,
            thread,
            others.thrown,
            others.clientId,
            metadata));
  }

  private @Nullable String text(int column, long flags, int flag) throws IOException {
    return (flags & flag) != 0 ? columns[column].text() : null;
  }

  /** What few entries have. */
  private record Others(
      @Nullable String level, @Nullable Thrown thrown, @Nullable String clientId) {
    static final Others NONE = new Others(null, null, null);

    static Others read(ByteSource in) throws IOException {
      long has = in.number();
      String level = text(in, has, EntryCodec.OWN_LEVEL);
      String type = text(in, has, EntryCodec.THROWN);
      String message = text(in, has, EntryCodec.THROWN_MESSAGE);
      String stackTrace = text(in, has, EntryCodec.STACK_TRACE);
      String clientId = text(in, has, EntryCodec.CLIENT_ID);
      return new Others(
          level, type == null ? null : new Thrown(type, message, stackTrace), clientId);
    }

    private static @Nullable String text(ByteSource in, long has, int flag) throws IOException {
      return (has & flag) != 0 ? in.text() : null;
    }
  }
}
