package dev.heartwood.service.ingest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.Accounting.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one request brought, as a record of the journal; words as {@link ByteSink} draws them.
 *
 * <pre>
 * offset size
 *    0     1   version of this layout: 1
 *    1     1   kind: 1 request, 2 deletion
 *    2     8   entries in all records before
 *   10     8   bytes of all records before, and {@link #RECORD_OVERHEAD} for each
 *   18     8   when it arrived, in nanoseconds since 1970
 *   26     4   entries in it
 *   30     4   length of the head
 *   34     -   head: what can be told without unpacking the rest
 *              8 bytes high, 8 bytes low of the newest id that was given, 0 if none was
 *              number of services, each: text name, number stored, number of duplicates,
 *                number of rules, each: text name, number filtered;
 *                number of codes, each: text code, number rejected
 *              1 byte: 0, or 1 and 16 bytes hash of the idempotency key, 8 bytes hash of the body
 *              number of client ids, each: 16 bytes hash, number: place of its entry
 *    -     1   packing of the body: 0 none, 1 zstd
 *    -     4   length of the body unpacked
 *    -     -   body of a request: its entries, each as {@link EntryCodec} says; with an idempotency
 *              key then: number of items, each 1 byte: 0 stored, the next entry; 1 filtered: text
 *              rule; 2 rejected: text code, text field or empty, text detail, signed milliseconds
 *              to wait, -1 if it is not retryable; 3 duplicate: text id
 *              body of a deletion: a condition as {@link ConditionCodec} says
 * </pre>
 */
final class RequestCodec {
  static final int VERSION = 1;
  static final int REQUEST = 1;
  static final int DELETION = 2;
  static final int HEAD_OFFSET = 34;
  static final int ENTRIES_BEFORE_OFFSET = 2;
  static final int BYTES_BEFORE_OFFSET = 10;

  /** What a record takes in the journal beside its payload, at most. */
  static final int RECORD_OVERHEAD = 32;

  /** No request that was within its limits is larger. */
  static final int MAX_BODY_BYTES = 128 << 20;

  static final int PLAIN = 0;
  static final int ZSTD = 1;

  private RequestCodec() {}

  static void writeHead(
      ByteSink out,
      EntryId newest,
      Map<String, Counts> counts,
      @Nullable RequestMark request,
      List<ClientMark> clients) {
    out.eightBytes(newest.high());
    out.eightBytes(newest.low());
    writeCounts(out, counts);
    out.oneByte(request == null ? 0 : 1);
    if (request != null) {
      writeHash(out, request.key());
      out.eightBytes(request.bodyHash());
    }
    out.number(clients.size());
    for (ClientMark client : clients) {
      writeHash(out, client.key());
      out.number(client.place());
    }
  }

  static Head readHead(ByteSource in) throws IOException {
    EntryId newest = new EntryId(in.eightBytes(), in.eightBytes());
    Map<String, Counts> counts = readCounts(in);
    RequestMark request = in.oneByte() == 0 ? null : new RequestMark(readHash(in), in.eightBytes());
    int size = in.count();
    List<ClientMark> clients = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      clients.add(new ClientMark(readHash(in), (int) in.number()));
    }
    return new Head(newest, counts, request, clients);
  }

  static void writeCounts(ByteSink out, Map<String, Counts> counts) {
    out.number(counts.size());
    counts.forEach(
        (service, count) -> {
          out.text(service);
          out.number(count.stored());
          out.number(count.duplicates());
          writeNamed(out, count.filtered());
          writeNamed(out, count.rejected());
        });
  }

  private static void writeNamed(ByteSink out, Map<String, Long> counts) {
    out.number(counts.size());
    counts.forEach(
        (name, count) -> {
          out.text(name);
          out.number(count);
        });
  }

  static Map<String, Counts> readCounts(ByteSource in) throws IOException {
    int size = in.count();
    Map<String, Counts> counts = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      String service = in.text();
      long stored = in.number();
      long duplicates = in.number();
      counts.put(service, new Counts(stored, readNamed(in), readNamed(in), duplicates));
    }
    return counts;
  }

  private static Map<String, Long> readNamed(ByteSource in) throws IOException {
    int size = in.count();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      counts.put(in.text(), in.number());
    }
    return counts;
  }

  private static void writeHash(ByteSink out, KeyHash hash) {
    out.eightBytes(hash.high());
    out.eightBytes(hash.low());
  }

  private static KeyHash readHash(ByteSource in) throws IOException {
    return new KeyHash(in.eightBytes(), in.eightBytes());
  }

  static void writeOutcomes(ByteSink out, List<Receipt> receipts) {
    out.number(receipts.size());
    for (Receipt receipt : receipts) {
      if (receipt instanceof Receipt.Stored) {
        out.oneByte(0);
      } else if (receipt instanceof Receipt.Filtered filtered) {
        out.oneByte(1);
        out.text(filtered.rule());
      } else if (receipt instanceof Receipt.Rejected rejected) {
        out.oneByte(2);
        write(out, rejected.why());
      } else if (receipt instanceof Receipt.Duplicate duplicate) {
        out.oneByte(3);
        out.text(duplicate.id());
      }
    }
  }

  private static void write(ByteSink out, Rejection why) {
    out.text(why.code());
    out.text(why.field() == null ? "" : why.field());
    out.text(why.detail());
    Duration after = why.retryAfter();
    out.signed(!why.retryable() ? -1 : after == null ? 0 : after.toMillis());
  }

  /**
   * @param entries of the same record
   */
  static List<Receipt> readOutcomes(ByteSource in, List<LogEntry> entries) throws IOException {
    int size = in.count();
    List<Receipt> receipts = new ArrayList<>(size);
    int stored = 0;
    for (int i = 0; i < size; i++) {
      int kind = in.oneByte();
      if (kind == 0 && stored == entries.size()) {
        throw new IOException("a request must have an entry for each that it stored");
      }
      receipts.add(
          switch (kind) {
            case 0 -> new Receipt.Stored(entries.get(stored++).id());
            case 1 -> new Receipt.Filtered(in.text());
            case 2 -> new Receipt.Rejected(readRejection(in));
            case 3 -> new Receipt.Duplicate(in.text());
            default -> throw new IOException("kind of an item must be 0 to 3, was " + kind);
          });
    }
    return receipts;
  }

  private static Rejection readRejection(ByteSource in) throws IOException {
    String code = in.text();
    String field = in.text();
    String detail = in.text();
    long millis = in.signed();
    return new Rejection(
        code,
        field.isEmpty() ? null : field,
        detail,
        millis >= 0,
        millis < 0 ? null : Duration.ofMillis(millis));
  }

  static List<LogEntry> readEntries(
      ByteSource body, int count, long journalSequence, long receivedNanos) throws IOException {
    if (count < 0 || count > Sequences.MAX_PLACES || count > body.remaining()) {
      throw new IOException("a request must have 0 to " + body.remaining() + " entries: " + count);
    }
    List<LogEntry> entries = new ArrayList<>(count);
    long[] idBefore = {0};
    for (int place = 0; place < count; place++) {
      long sequence = Sequences.of(journalSequence, place);
      entries.add(EntryCodec.read(body, sequence, receivedNanos, idBefore));
    }
    return entries;
  }

  /**
   * @param in where the packing begins
   * @param bytes that it reads
   */
  static ByteSource unpack(ByteSource in, byte[] bytes) throws IOException {
    int packing = in.oneByte();
    int length = in.fourBytes();
    if (length < 0 || length > MAX_BODY_BYTES) {
      throw new IOException("a body must have 0 to " + MAX_BODY_BYTES + " bytes, had " + length);
    }
    if (packing == PLAIN && length == in.remaining()) {
      return new ByteSource(bytes, in.position(), length);
    }
    if (packing != ZSTD) {
      throw new IOException("packing of a body must be 0 or 1, was " + packing);
    }
    byte[] body = new byte[length];
    try {
      long unpacked =
          Zstd.decompressByteArray(body, 0, length, bytes, in.position(), in.remaining());
      if (unpacked != length) {
        throw new IOException("a body must unpack to " + length + " bytes, had " + unpacked);
      }
    } catch (ZstdException e) {
      throw new IOException("a body cannot be unpacked: " + e.getMessage(), e);
    }
    return new ByteSource(body, 0, length);
  }

  /** What stands in front of a request's entries. */
  record Head(
      EntryId newest,
      Map<String, Counts> counts,
      @Nullable RequestMark request,
      List<ClientMark> clients) {}

  /** The idempotency key of a request. */
  record RequestMark(KeyHash key, long bodyHash) {}

  /** The client id of the entry at a place. */
  record ClientMark(KeyHash key, int place) {}
}
