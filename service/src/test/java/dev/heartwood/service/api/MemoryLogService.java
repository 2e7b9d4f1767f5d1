package dev.heartwood.service.api;

import dev.heartwood.journal.JournalStats;
import dev.heartwood.journal.RecoveryReport;
import dev.heartwood.service.Context;
import dev.heartwood.service.EntryFeed;
import dev.heartwood.service.LogService;
import dev.heartwood.service.Progress;
import dev.heartwood.service.ReplayStart;
import dev.heartwood.service.ServiceHealth;
import dev.heartwood.service.ServiceStats;
import dev.heartwood.service.TimedStats;
import dev.heartwood.service.VerifyReport;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.Accounting;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Durability;
import dev.heartwood.service.ingest.Explanation;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.ingest.PendingReceipt;
import dev.heartwood.service.ingest.Receipt;
import dev.heartwood.service.query.AskedServices;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.Page;
import dev.heartwood.service.storage.Stats;
import dev.heartwood.service.storage.StorageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A service that keeps everything in lists, and does what tests want of it. */
final class MemoryLogService implements LogService {
  /** Decides on an entry before it is kept; null keeps it. */
  interface Rules {
    @Nullable Receipt decide(LogContent content) throws IOException;
  }

  private final List<LogEntry> entries = new ArrayList<>();
  private final Map<String, Accounting.Counts> counts = new TreeMap<>();
  private final List<Origin> origins = new ArrayList<>();
  private long gapAt = -1;
  private boolean closed;

  /** Where requests wait before anything is done. */
  interface Gate {
    void pass() throws InterruptedException;
  }

  volatile Gate gate = () -> {};
  volatile Rules rules = content -> null;
  volatile @Nullable RuntimeException failure;
  volatile CompletionStage<@Nullable Void> confirmed = CompletableFuture.completedFuture(null);
  volatile boolean ready = true;

  synchronized List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  synchronized List<Origin> origins() {
    return List.copyOf(origins);
  }

  /** Feeds behind that place are told of a gap before it. */
  synchronized void gapBefore(long sequence) {
    gapAt = sequence;
  }

  @Override
  public Receipt ingest(LogContent content, Origin origin) throws IOException {
    return ingest(Batch.of(List.of(content)), origin).receipts().get(0);
  }

  @Override
  public BatchReceipt ingest(Batch batch, Origin origin) throws IOException {
    try {
      gate.pass();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return taken(batch, origin);
  }

  @Override
  public PendingReceipt submit(Batch batch, Origin origin) throws IOException {
    CompletionStage<@Nullable Void> then = confirmed;
    return new PendingReceipt(ingest(batch, origin), then);
  }

  private synchronized BatchReceipt taken(Batch batch, Origin origin) throws IOException {
    if (failure != null) {
      throw failure;
    }
    origins.add(origin);
    List<Receipt> receipts = new ArrayList<>();
    for (Batch.Item item : batch.items()) {
      receipts.add(receipt(item, receipts.size()));
    }
    notifyAll();
    return new BatchReceipt(receipts, Durability.DISK, false);
  }

  private Receipt receipt(Batch.Item item, int place) throws IOException {
    if (item instanceof Batch.Item.Unreadable unreadable) {
      return new Receipt.Rejected(unreadable.why());
    }
    LogContent content = ((Batch.Item.Entry) item).content();
    Receipt decided = rules.decide(content);
    if (decided != null) {
      return decided;
    }
    long sequence = Sequences.of(entries.size() + 1, 0);
    Instant now = Instant.now();
    String id = now.toEpochMilli() + "-1-" + entries.size();
    Instant time = content.timestamp() == null ? now : content.timestamp();
    entries.add(new LogEntry(id, sequence, time, now, content));
    counts.merge(
        content.service(),
        new Accounting.Counts(1, Map.of(), Map.of(), 0),
        (a, b) -> new Accounting.Counts(a.stored() + b.stored(), Map.of(), Map.of(), 0));
    return new Receipt.Stored(id);
  }

  @Override
  public Explanation explain(LogContent content, Origin origin) {
    return new Explanation(
        List.of(new Explanation.Step("credentials", Explanation.Effect.PASSES, "")), content, null);
  }

  @Override
  public synchronized Page find(LogQuery query) {
    List<LogEntry> found = sorted(query);
    List<LogEntry> behind =
        found.stream()
            .filter(e -> query.after() == null || query.after().isBefore(e, query.order()))
            .toList();
    List<LogEntry> page = behind.stream().skip(query.skip()).limit(query.limit()).toList();
    long total = Math.min(found.size(), query.countUpTo());
    return new Page(
        page, total, total == found.size(), behind.size() > (long) query.skip() + page.size());
  }

  private List<LogEntry> sorted(LogQuery query) {
    return entries.stream().filter(query.where()::test).sorted(query.order().comparator()).toList();
  }

  @Override
  public synchronized Optional<LogEntry> get(String id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  @Override
  public synchronized Optional<Context> context(String id, int before, int after) {
    return get(id)
        .map(
            entry -> {
              List<LogEntry> same =
                  entries.stream()
                      .filter(e -> e.content().service().equals(entry.content().service()))
                      .sorted(Order.OLDEST_FIRST.comparator())
                      .toList();
              int at = same.indexOf(entry);
              return new Context(
                  same.subList(Math.max(0, at - before), at),
                  entry,
                  same.subList(at + 1, Math.min(same.size(), at + 1 + after)));
            });
  }

  @Override
  public void scan(LogQuery query, Predicate<LogEntry> sink) {
    List<LogEntry> found;
    synchronized (this) {
      found = sorted(query);
    }
    for (LogEntry entry : found) {
      if (!sink.test(entry)) {
        return;
      }
    }
  }

  @Override
  public synchronized TimedStats stats(StatsQuery query) {
    Map<String, Long> levels = new TreeMap<>();
    Map<String, Long> services = new TreeMap<>();
    Map<Instant, Long> bars = new TreeMap<>();
    Map<String, Long> top = new TreeMap<>();
    long total = 0;
    for (LogEntry entry : entries) {
      if (query.where().test(entry)) {
        total++;
        levels.merge(entry.content().severity().name(), 1L, Long::sum);
        services.merge(entry.content().service(), 1L, Long::sum);
        if (query.bucket() != null) {
          long width = query.bucket().toMillis();
          long start = Math.floorDiv(entry.timestamp().toEpochMilli(), width) * width;
          bars.merge(Instant.ofEpochMilli(start), 1L, Long::sum);
        }
        if (query.topField() != null && query.topField().text(entry) != null) {
          top.merge(query.topField().text(entry), 1L, Long::sum);
        }
      }
    }
    return new TimedStats(
        new Stats(
            total,
            levels,
            services,
            bars.entrySet().stream()
                .map(bar -> new Stats.Bar(bar.getKey(), bar.getValue(), Map.of()))
                .toList(),
            top.entrySet().stream()
                .map(each -> new Stats.Count(each.getKey(), each.getValue()))
                .toList()),
        Instant.now(),
        false);
  }

  @Override
  public synchronized EntryFeed replay(ReplayStart from, Condition where, boolean follow) {
    long first = from instanceof ReplayStart.Sequence at ? at.sequence() : 0;
    Condition since =
        from instanceof ReplayStart.Time time
            ? new Condition.During(time.from(), null)
            : Condition.EVERYTHING;
    return new Feed(
        first, new Condition.And(List.of(since, where)), follow ? Long.MAX_VALUE : end());
  }

  @Override
  public synchronized EntryFeed tail(Condition where) {
    return new Feed(end(), where, Long.MAX_VALUE);
  }

  private long end() {
    return Sequences.of(entries.size() + 1, 0);
  }

  private final class Feed implements EntryFeed {
    private final Condition where;
    private final long until;
    private long next;
    private boolean ended;

    Feed(long next, Condition where, long until) {
      this.next = next;
      this.where = where;
      this.until = until;
    }

    @Override
    public Item next(Duration timeout) throws InterruptedException {
      long deadline = System.nanoTime() + timeout.toNanos();
      synchronized (MemoryLogService.this) {
        while (true) {
          if (ended || closed || next >= until) {
            return END;
          }
          int place = (int) Math.max(0, Sequences.journalSequence(next) - 1);
          for (; place < entries.size(); place++) {
            LogEntry entry = entries.get(place);
            if (entry.sequence() < next) {
              continue;
            }
            if (entry.sequence() == gapAt) {
              gapAt = -1;
              next = entry.sequence();
              return new Gap(7, next);
            }
            next = entry.sequence() + 1;
            if (where.test(entry)) {
              return new Entry(entry);
            }
          }
          long left = deadline - System.nanoTime();
          if (until != Long.MAX_VALUE) {
            return END;
          }
          if (left <= 0) {
            return NOTHING;
          }
          TimeUnit.NANOSECONDS.timedWait(MemoryLogService.this, left);
        }
      }
    }

    @Override
    public long nextSequence() {
      synchronized (MemoryLogService.this) {
        return next;
      }
    }

    @Override
    public void close() {
      synchronized (MemoryLogService.this) {
        ended = true;
        MemoryLogService.this.notifyAll();
      }
    }
  }

  @Override
  public synchronized List<LogEntry> latest(Condition where, Order order, int limit) {
    Map<String, LogEntry> newest = new TreeMap<>();
    AskedServices asked = AskedServices.of(where);
    for (LogEntry entry : entries) {
      if (entry.content().key() != null && asked.have(entry.content().service())) {
        newest.merge(
            entry.content().key(),
            entry,
            (a, b) -> Mark.of(a).isBefore(b, Order.OLDEST_FIRST) ? b : a);
      }
    }
    return newest.values().stream()
        .filter(where::test)
        .sorted(order.comparator())
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<LogEntry> latest(String key, Condition where) {
    return latest(where, Order.NEWEST_FIRST, Integer.MAX_VALUE).stream()
        .filter(entry -> key.equals(entry.content().key()))
        .findFirst();
  }

  @Override
  public boolean refresh(Duration timeout) {
    return true;
  }

  @Override
  public synchronized Accounting accounting() {
    return new Accounting(counts);
  }

  @Override
  public ServiceHealth health() {
    return new ServiceHealth(
        ready,
        ready ? ServiceHealth.State.RUNNING : ServiceHealth.State.STARTING,
        ready ? List.of() : List.of("works off a backlog"),
        ready ? 1 : 0.5,
        List.of(new ServiceHealth.View("index", 0, Duration.ZERO, 0, null)));
  }

  @Override
  public synchronized ServiceStats info() {
    long end = entries.size() + 1;
    return new ServiceStats(
        new JournalStats(
            1,
            1,
            end,
            end,
            entries.size(),
            0,
            1,
            0,
            4096,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            new RecoveryReport(true, 0, 0, 0, 0, 0)),
        new StorageInfo(entries.size(), 0, null, 0, 0),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        1L << 30);
  }

  @Override
  public void useRules(String yaml) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String rules() {
    return "";
  }

  @Override
  public long delete(Condition where) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void backup(Path target, Progress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public VerifyReport verify(Progress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
