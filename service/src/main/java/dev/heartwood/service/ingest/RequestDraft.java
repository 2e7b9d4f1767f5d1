package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.ingest.Accounting.Counts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What will be written of one request, as it is being worked out by one thread. */
final class RequestDraft {
  private final long receivedNanos;
  private final ByteSink entries = new ByteSink();
  private final List<EntryId> ids = new ArrayList<>();
  private final List<RequestCodec.ClientMark> clients = new ArrayList<>();
  private final Map<String, Tally> counts = new LinkedHashMap<>();
  private RequestCodec.@Nullable RequestMark request;
  private List<Receipt> receipts = List.of();
  private long newestNanos = Long.MIN_VALUE;
  private long idBefore;

  RequestDraft(Instant received) {
    receivedNanos = EpochNanos.of(received);
  }

  void store(EntryId id, @Nullable KeyHash client, LogContent content) {
    Instant timestamp = content.timestamp();
    long nanos = timestamp == null ? receivedNanos : EpochNanos.of(timestamp);
    newestNanos = Math.max(newestNanos, nanos);
    EntryCodec.write(entries, id, idBefore, receivedNanos, content);
    idBefore = id.isSnowflake() ? id.low() : idBefore;
    if (client != null) {
      clients.add(new RequestCodec.ClientMark(client, ids.size()));
    }
    ids.add(id);
  }

  void count(String service, Receipt receipt) {
    Tally tally = counts.computeIfAbsent(service, each -> new Tally());
    if (receipt instanceof Receipt.Filtered filtered) {
      tally.filtered(filtered.rule());
    } else if (receipt instanceof Receipt.Rejected rejected) {
      tally.rejected(rejected.why().code());
    } else if (receipt instanceof Receipt.Duplicate) {
      tally.duplicate();
    } else {
      tally.stored();
    }
  }

  /** Makes it an answer that can be given again. */
  void remember(RequestCodec.RequestMark mark, List<Receipt> answers) {
    request = mark;
    receipts = answers;
  }

  RequestCodec.@Nullable RequestMark request() {
    return request;
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  int entryCount() {
    return ids.size();
  }

  List<EntryId> ids() {
    return ids;
  }

  List<RequestCodec.ClientMark> clients() {
    return clients;
  }

  Map<String, Counts> counts() {
    Map<String, Counts> result = new LinkedHashMap<>();
    counts.forEach((service, tally) -> result.put(service, tally.counts()));
    return result;
  }

  /** The newest timestamp of an entry: what a replay from a time looks for. */
  long newestNanos() {
    return ids.isEmpty() ? receivedNanos : newestNanos;
  }

  /** The payload of its record, but for what only the journal knows: what was before. */
  byte[] encode(Packer packer) {
    ByteSink head = new ByteSink();
    EntryId newest = ids.isEmpty() ? new EntryId(0, 0) : ids.get(ids.size() - 1);
    RequestCodec.writeHead(head, newest, counts(), request, clients);
    if (request != null) {
      RequestCodec.writeOutcomes(entries, receipts);
    }
    return packer.record(RequestCodec.REQUEST, receivedNanos, ids.size(), head, entries);
  }
}
