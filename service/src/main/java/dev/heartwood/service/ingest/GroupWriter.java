package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Thrown;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of a request in groups, each of which can be unpacked without the others, and
 * its messages without the rest.
 *
 * <pre>
 * number  entries in the group
 * 1 byte  packing: 0 none, 1 zstd
 * number  length of the messages; if they are packed, number: packed length
 * number  length of the rest; if it is packed, number: packed length
 *         the messages, the rest
 *
 * rest: the columns 0 to 8 of {@link EntryCodec}: number length of each, then all of them
 * </pre>
 *
 * <p><b>Threads:</b> one.
 */
final class GroupWriter {
  /** Small enough that one entry is read in some ten microseconds, large enough to pack well. */
  static final int ENTRIES = 1 << EntryGroup.PLACE_BITS;

  static final int PLAIN = 0;
  static final int ZSTD = 1;

  /** Less than that is not packed. */
  private static final int LEAST_BYTES = 512;

  private final @Nullable Packer packer;
  private final long arrivedNanos;
  private final ByteSink[] columns = new ByteSink[EntryCodec.COLUMNS];
  private final ByteSink blob = new ByteSink();
  private final ByteSink rest = new ByteSink();
  private final ByteSink groups = new ByteSink();
  private long nanosBefore;
  private int count;

  /**
   * @param packer null to pack nothing
   */
  GroupWriter(long receivedNanos, @Nullable Packer packer) {
    this.packer = packer;
    arrivedNanos = EntryGroup.milliOf(receivedNanos);
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new ByteSink();
    }
    nanosBefore = arrivedNanos;
  }

  void add(LogContent content) {
    write(content);
    if (++count == ENTRIES) {
      finish();
    }
  }

  /** What was added, in groups. */
  ByteSink groups() {
    if (count > 0) {
      finish();
    }
    return groups;
  }

  private void write(LogContent content) {
    int flags =
        text(EntryCodec.CORRELATION_IDS, content.correlationId(), EntryCodec.HAS_CORRELATION_ID)
            | text(EntryCodec.KEYS, content.key(), EntryCodec.HAS_KEY)
            | text(EntryCodec.SOURCE_IPS, content.sourceIp(), EntryCodec.HAS_SOURCE_IP)
            | text(EntryCodec.LOGGERS, content.logger(), EntryCodec.HAS_LOGGER)
            | text(EntryCodec.LOGGERS, content.thread(), EntryCodec.HAS_THREAD)
            | time(content.timestamp())
            | others(content);
    if (!content.metadata().isEmpty()) {
      flags |= EntryCodec.HAS_METADATA;
      blob.clear();
      EntryCodec.map(blob, content.metadata());
      columns[EntryCodec.METADATA].bytes(blob);
    }
    columns[EntryCodec.FLAGS].number(flags);
    columns[EntryCodec.FLAGS].oneByte(content.severity().ordinal());
    columns[EntryCodec.SERVICES].text(content.service());
    columns[EntryCodec.MESSAGES].text(content.message());
  }

  private int text(int column, @Nullable String text, int flag) {
    if (text == null) {
      return 0;
    }
    columns[column].text(text);
    return flag;
  }

  private int time(@Nullable Instant timestamp) {
    if (timestamp == null) {
      return 0;
    }
    long nanos = EpochNanos.of(timestamp);
    long more = nanos - nanosBefore;
    nanosBefore = nanos;
    boolean inMillis = more % EntryCodec.MILLI == 0;
    columns[EntryCodec.TIMES].signed(inMillis ? more / EntryCodec.MILLI : more);
    return EntryCodec.HAS_TIMESTAMP | (inMillis ? EntryCodec.IN_MILLIS : 0);
  }

  private int others(LogContent content) {
    Thrown thrown = content.thrown();
    String clientId = content.clientId();
    boolean ownLevel = !content.level().equals(content.severity().name());
    if (!ownLevel && thrown == null && clientId == null) {
      return 0;
    }
    blob.clear();
    blob.number(
        (ownLevel ? EntryCodec.OWN_LEVEL : 0)
            | (thrown == null ? 0 : EntryCodec.THROWN)
            | (thrown == null || thrown.message() == null ? 0 : EntryCodec.THROWN_MESSAGE)
            | (thrown == null || thrown.stackTrace() == null ? 0 : EntryCodec.STACK_TRACE)
            | (clientId == null ? 0 : EntryCodec.CLIENT_ID));
    if (ownLevel) {
      blob.text(content.level());
    }
    if (thrown != null) {
      blob.text(thrown.type());
      optional(thrown.message());
      optional(thrown.stackTrace());
    }
    optional(clientId);
    columns[EntryCodec.OTHERS].bytes(blob);
    return EntryCodec.HAS_OTHERS;
  }

  private void optional(@Nullable String text) {
    if (text != null) {
      blob.text(text);
    }
  }

  private void finish() {
    rest.clear();
    for (int i = 0; i < EntryCodec.MESSAGES; i++) {
      rest.number(columns[i].size());
    }
    for (int i = 0; i < EntryCodec.MESSAGES; i++) {
      rest.raw(columns[i].array(), 0, columns[i].size());
    }
    ByteSink messages = columns[EntryCodec.MESSAGES];
    groups.number(count);
    if (packer == null || messages.size() + rest.size() < LEAST_BYTES) {
      groups.oneByte(PLAIN);
      groups.number(messages.size());
      groups.number(rest.size());
      groups.raw(messages.array(), 0, messages.size());
      groups.raw(rest.array(), 0, rest.size());
    } else {
      byte[] packedMessages = packer.pack(messages);
      byte[] packedRest = packer.pack(rest);
      groups.oneByte(ZSTD);
      groups.number(messages.size());
      groups.number(packedMessages.length);
      groups.number(rest.size());
      groups.number(packedRest.length);
      groups.raw(packedMessages, 0, packedMessages.length);
      groups.raw(packedRest, 0, packedRest.length);
    }
    for (ByteSink column : columns) {
      column.clear();
    }
    count = 0;
    nanosBefore = arrivedNanos;
  }
}
