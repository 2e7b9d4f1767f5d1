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
  private final GroupWriter entries;
  private final List<RequestCodec.ClientMark> clients = new ArrayList<>();
  private final Map<String, Tally> counts = new LinkedHashMap<>();
  private RequestCodec.@Nullable RequestMark request;
  private @Nullable Outcomes outcomes;
  private int entryCount;
  private long newestNanos = Long.MIN_VALUE;

  RequestDraft(Instant received, Packer packer) {
    receivedNanos = EpochNanos.of(received);
    entries = new GroupWriter(receivedNanos, packer);
  }

  /** Says at which place it stands. */
  int store(@Nullable KeyHash client, LogContent content) {
    Instant timestamp = content.timestamp();
    long nanos = timestamp == null ? receivedNanos : EpochNanos.of(timestamp);
    newestNanos = Math.max(newestNanos, nanos);
    entries.add(content);
    if (client != null) {
      clients.add(new RequestCodec.ClientMark(client, entryCount));
    }
    return entryCount++;
  }

  Tally tally(String service) {
    return counts.computeIfAbsent(service, each -> new Tally());
  }

  void count(String service, Receipt receipt) {
    Tally tally = tally(service);
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
  void remember(RequestCodec.RequestMark mark, Outcomes answers) {
    request = mark;
    outcomes = answers;
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  int entryCount() {
    return entryCount;
  }

  Map<String, Counts> counts() {
    Map<String, Counts> result = new LinkedHashMap<>();
    counts.forEach((service, tally) -> result.put(service, tally.counts()));
    return result;
  }

  /** The newest timestamp of an entry: what a replay from a time looks for. */
  long newestNanos() {
    return entryCount == 0 ? receivedNanos : newestNanos;
  }

  /** The payload of its record, but for what only the journal knows: ids, and what was before. */
  byte[] encode() {
    ByteSink head = new ByteSink();
    RequestCodec.writeHead(head, counts(), request, clients);
    ByteSink body = entries.groups();
    if (outcomes != null) {
      outcomes.write(body);
    }
    return RequestCodec.record(RequestCodec.REQUEST, receivedNanos, entryCount, head, body);
  }
}
