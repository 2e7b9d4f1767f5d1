package dev.heartwood.service.ingest;

import dev.heartwood.service.ingest.Accounting.Counts;
import java.io.IOException;
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
 *    0     1   version of this layout: 2
 *    1     1   kind: 1 request, 2 deletion
 *    2     8   entries in all records before
 *   10     8   bytes of all records before, and {@link #RECORD_OVERHEAD} for each
 *   18    16   high and low bits of the id of the first entry, the others are {@link EntryId#plus}
 *              that; without entries, those of the next id that could be given: so ids grow from
 *              record to record
 *   34     8   when it arrived, in nanoseconds since 1970
 *   42     4   entries in it
 *   46     4   length of the head
 *   50     -   head: what can be told without unpacking the rest
 *              number of services, each: text name, number stored, number of duplicates,
 *                number of rules, each: text name, number filtered;
 *                number of codes, each: text code, number rejected
 *              1 byte: 0, or 1 and 16 bytes hash of the idempotency key, 8 bytes hash of the body
 *              number of client ids, each: 16 bytes hash, number: place of its entry
 *    -     -   body of a request: its entries, in groups as {@link GroupWriter} says; with an
 *              idempotency key then {@link Outcomes}
 *              body of a deletion: a condition as {@link ConditionCodec} says
 * </pre>
 */
final class RequestCodec {
  static final int VERSION = 2;
  static final int REQUEST = 1;
  static final int DELETION = 2;
  static final int HEAD_OFFSET = 50;

  private static final int ENTRIES_BEFORE_OFFSET = 2;
  private static final int BYTES_BEFORE_OFFSET = 10;
  private static final int ID_OFFSET = 18;

  /** What a record takes in the journal beside its payload, at most. */
  static final int RECORD_OVERHEAD = 32;

  /** No request that was within its limits is larger. */
  static final int MAX_BODY_BYTES = 128 << 20;

  private RequestCodec() {}

  /** A record, but for what is {@link #complete completed} when it is appended. */
  static byte[] record(int kind, long receivedNanos, int entries, ByteSink head, ByteSink body) {
    ByteSink out = new ByteSink(HEAD_OFFSET + head.size() + body.size());
    out.oneByte(VERSION);
    out.oneByte(kind);
    for (int i = ENTRIES_BEFORE_OFFSET; i < ID_OFFSET + 2 * Long.BYTES; i += Long.BYTES) {
      out.eightBytes(0);
    }
    out.eightBytes(receivedNanos);
    out.fourBytes(entries);
    out.fourBytes(head.size());
    out.raw(head.array(), 0, head.size());
    out.raw(body.array(), 0, body.size());
    return out.array();
  }

  static void complete(byte[] record, long entriesBefore, long bytesBefore, EntryId firstId) {
    ByteSink.patchLong(record, ENTRIES_BEFORE_OFFSET, entriesBefore);
    ByteSink.patchLong(record, BYTES_BEFORE_OFFSET, bytesBefore);
    ByteSink.patchLong(record, ID_OFFSET, firstId.high());
    ByteSink.patchLong(record, ID_OFFSET + Long.BYTES, firstId.low());
  }

  static void writeHead(
      ByteSink out,
      Map<String, Counts> counts,
      @Nullable RequestMark request,
      List<ClientMark> clients) {
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
    Map<String, Counts> counts = readCounts(in);
    RequestMark request = in.oneByte() == 0 ? null : new RequestMark(readHash(in), in.eightBytes());
    int size = in.count();
    List<ClientMark> clients = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      clients.add(new ClientMark(readHash(in), (int) in.number()));
    }
    return new Head(counts, request, clients);
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

  /** What stands in front of a request's entries. */
  record Head(
      Map<String, Counts> counts, @Nullable RequestMark request, List<ClientMark> clients) {}

  /** The idempotency key of a request. */
  record RequestMark(KeyHash key, long bodyHash) {}

  /** The client id of the entry at a place. */
  record ClientMark(KeyHash key, int place) {}
}
