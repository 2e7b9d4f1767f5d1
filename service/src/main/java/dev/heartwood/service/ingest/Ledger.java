package dev.heartwood.service.ingest;

import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.Accounting.Counts;
import dev.heartwood.service.query.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What follows from the heads of all records of the journal up to a position: counts by service,
 * keys that make repeated requests harmless, the newest id, and deletions. Applying the records
 * after that position again gives the same.
 *
 * <p><b>Threads:</b> guarded by its user.
 */
final class Ledger {
  private static final int VERSION = 2;
  private static final int REMEMBERED_SECONDS = (int) TimeUnit.HOURS.toSeconds(24);

  private final int maxServices;
  private final RememberedKeys requests; // the sequence of the record, the hash of the body
  private final RememberedKeys clients; // the high and low bits of the entry's id
  private final Map<String, Tally> byService = new HashMap<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private long entries;
  private long bytes;
  private long next;
  private EntryId newest = EntryId.NONE;

  /**
   * @param maxServices that are counted apart
   * @param maxKeys idempotency keys, and as many client ids, that are remembered
   */
  Ledger(int maxServices, int maxKeys) {
    this.maxServices = maxServices;
    requests = new RememberedKeys(maxKeys, REMEMBERED_SECONDS);
    clients = new RememberedKeys(maxKeys, REMEMBERED_SECONDS);
  }

  /** Entries that were ever stored. */
  long entries() {
    return entries;
  }

  /** Bytes that were ever written to the journal. */
  long bytes() {
    return bytes;
  }

  /** The sequence of the record that is applied next. */
  long next() {
    return next;
  }

  /** The newest that was given. */
  EntryId newest() {
    return newest;
  }

  /** Less than the next one that will be given, and greater than all that were; none at first. */
  EntryId nextId() {
    return newest.equals(EntryId.NONE) ? newest : newest.plus(1);
  }

  RememberedKeys requests() {
    return requests;
  }

  RememberedKeys clients() {
    return clients;
  }

  List<Deletion> deletions() {
    return List.copyOf(deletions);
  }

  /** Takes a record, if it is not one that was taken before. */
  void apply(JournalRecord record) throws IOException {
    if (record.sequence() < next) {
      return;
    }
    RequestCodec.Head head = record.head();
    int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(record.receivedNanos());
    remember(record, head, seconds);
    head.counts().forEach(this::count);
    if (record.entryCount() > 0) {
      newest = record.firstId().plus(record.entryCount() - 1);
    }
    Condition deletion = record.deletion();
    if (deletion != null) {
      deletions.add(new Deletion(deletion, Sequences.of(record.sequence(), 0)));
    }
    entries = record.entriesBefore() + record.entryCount();
    bytes = record.bytesAfter();
    next = record.sequence() + 1;
  }

  private void remember(JournalRecord record, RequestCodec.Head head, int seconds)
      throws IOException {
    RequestCodec.RequestMark request = head.request();
    if (request != null) {
      requests.put(request.key(), record.sequence(), request.bodyHash(), seconds);
    }
    for (RequestCodec.ClientMark client : head.clients()) {
      if (client.place() < 0 || client.place() >= record.entryCount()) {
        throw new IOException(
            "record " + record.sequence() + " has no entry at place " + client.place());
      }
      EntryId id = record.firstId().plus(client.place());
      clients.put(client.key(), id.high(), id.low(), seconds);
    }
  }

  private void count(String service, Counts counts) {
    tally(service).add(counts);
  }

  private Tally tally(String service) {
    Tally tally = byService.get(service);
    if (tally == null) {
      String name = byService.size() < maxServices ? service : Accounting.OTHERS;
      tally = byService.computeIfAbsent(name, each -> new Tally());
    }
    return tally;
  }

  /**
   * @param pending counts of what could not be written down yet
   */
  Accounting accounting(Map<String, Counts> pending) {
    Map<String, Counts> counts = new TreeMap<>();
    byService.forEach((service, tally) -> counts.put(service, tally.counts()));
    pending.forEach((service, more) -> counts.merge(service, more, Counts::plus));
    return new Accounting(counts);
  }

  /** Deletions that no record in the journal is from before of. */
  void forgetDeletionsBefore(long firstRecord) {
    Iterator<Deletion> all = deletions.iterator();
    while (all.hasNext() && all.next().before() <= Sequences.of(firstRecord, 0)) {
      all.remove();
    }
  }

  void write(ByteSink out) {
    out.oneByte(VERSION);
    out.eightBytes(next);
    out.eightBytes(entries);
    out.eightBytes(bytes);
    out.eightBytes(newest.high());
    out.eightBytes(newest.low());
    Map<String, Counts> counts = new LinkedHashMap<>();
    byService.forEach((service, tally) -> counts.put(service, tally.counts()));
    RequestCodec.writeCounts(out, counts);
    out.number(deletions.size());
    for (Deletion deletion : deletions) {
      out.eightBytes(deletion.before());
      ConditionCodec.write(out, deletion.where());
    }
    requests.write(out);
    clients.write(out);
  }

  /** Becomes what was written. */
  void read(ByteSource in) throws IOException {
    int version = in.oneByte();
    if (version != VERSION) {
      throw new IOException("version of a ledger must be " + VERSION + ", was " + version);
    }
    next = in.eightBytes();
    entries = in.eightBytes();
    bytes = in.eightBytes();
    newest = new EntryId(in.eightBytes(), in.eightBytes());
    RequestCodec.readCounts(in).forEach(this::count);
    int size = in.count();
    for (int i = 0; i < size; i++) {
      long before = in.eightBytes();
      deletions.add(new Deletion(ConditionCodec.read(in), before));
    }
    requests.read(in);
    clients.read(in);
  }
}
