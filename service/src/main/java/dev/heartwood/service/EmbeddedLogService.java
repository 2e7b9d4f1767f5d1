package dev.heartwood.service;

import dev.heartwood.disk.Disk;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.Accounting;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Explanation;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.Intake;
import dev.heartwood.service.ingest.JournalOptions;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.ingest.PendingReceipt;
import dev.heartwood.service.ingest.Receipt;
import dev.heartwood.service.ingest.UnavailableException;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The service in this process: a journal, an intake in front of it, an index and the newest entries
 * behind it, and a thread that keeps the house.
 *
 * <pre>
 * directory/
 *   ledger     counts, keys and the newest id, of the journal up to a position
 *   journal/   what was accepted
 *   index/     what questions are answered from
 *   latest/    the newest entry of each key in each service
 * </pre>
 */
final class EmbeddedLogService implements LogService {
  private static final Duration CLOSING_RETRY = Duration.ofSeconds(10);
  private static final Duration DELETE_WAIT = Duration.ofMinutes(10);
  private static final Duration LAG_ALLOWED = Duration.ofMinutes(1);
  private static final int MAX_FEEDS = 1000;
  private static final long MAX_TAIL_LAG = 200_000;
  private static final String JOURNAL = "journal";
  private static final String INDEX = "index";
  private static final String LATEST = "latest";

  private final ServiceOptions options;
  private final IngestJournal journal;
  private final LogStorage storage;
  private final Intake intake;
  private final StatsCache cache;
  private final IndexView index;
  private final LatestView latest;
  private final List<ViewThread> views;
  private final Upkeep upkeep;
  private final long backlogAtStart;
  private final long entriesAtStart;
  private final Set<JournalFeed> feeds = ConcurrentHashMap.newKeySet();
  private volatile boolean recovered;
  private volatile boolean closing;
  private boolean closed; // under the monitor

  private EmbeddedLogService(
      ServiceOptions options, StorageEngine engine, LongSupplier nanoTime, Closer opened)
      throws IOException {
    this.options = options;
    journal = opened.keep(IngestJournal.open(journalOptions(options), options.status()));
    intake =
        new Intake(
            journal,
            options.limits(),
            options.rules(),
            options.maxServices(),
            options.clock(),
            nanoTime);
    Path directory = options.directory();
    Disk.local().createDirectories(directory.resolve(INDEX));
    storage = opened.keep(engine.open(directory.resolve(INDEX), journal.source()));
    cache = new StatsCache(options.clock());
    index = new IndexView(journal, storage, cache, options.clock(), options.status());
    latest =
        LatestView.open(
            journal,
            key -> newestFound(key),
            directory.resolve(LATEST),
            options.maxKeys(),
            options.clock(),
            options.status());
    opened.keep(latest::close);
    index.rewind();
    latest.rewind();
    entriesAtStart = journal.entries();
    backlogAtStart = index.behind();
    recovered = backlogAtStart == 0;
    views =
        List.of(
            new ViewThread(index, options.clock(), options.status()),
            new ViewThread(latest, options.clock(), options.status()));
    upkeep = new Upkeep(options, journal, storage, index, cache);
  }

  static EmbeddedLogService open(ServiceOptions options, StorageEngine engine) throws IOException {
    return open(options, engine, System::nanoTime);
  }

  /**
   * @param nanoTime for rate limits
   */
  static EmbeddedLogService open(
      ServiceOptions options, StorageEngine engine, LongSupplier nanoTime) throws IOException {
    Closer opened = new Closer();
    boolean done = false;
    try {
      EmbeddedLogService service = new EmbeddedLogService(options, engine, nanoTime, opened);
      service.views.forEach(ViewThread::start);
      service.upkeep.start();
      done = true;
      return service;
    } finally {
      if (!done) {
        opened.close();
      }
    }
  }

  static JournalOptions journalOptions(ServiceOptions options) {
    return new JournalOptions(
        options.directory(),
        options.durability(),
        options.segmentBytes(),
        options.journalBytes(),
        options.maxServices(),
        options.maxRememberedKeys(),
        options.ids(),
        options.machine(),
        options.clock(),
        options.status());
  }

  /** What was opened, to be closed again should the rest fail. */
  private static final class Closer {
    private final List<AutoCloseable> parts = new ArrayList<>();

    <T extends AutoCloseable> T keep(T part) {
      parts.add(part);
      return part;
    }

    /** All of them, whatever happens; throws what happened first. */
    void close() throws IOException {
      Collections.reverse(parts);
      IOException failure = null;
      for (AutoCloseable part : parts) {
        try {
          part.close();
        } catch (Exception e) {
          if (failure == null) {
            failure = e instanceof IOException io ? io : new IOException(e);
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  @Override
  public Receipt ingest(LogContent content, Origin origin) throws IOException {
    return intake.ingest(content, origin);
  }

  @Override
  public BatchReceipt ingest(Batch batch, Origin origin) throws IOException {
    return intake.ingest(batch, origin);
  }

  @Override
  public PendingReceipt submit(Batch batch, Origin origin) throws IOException {
    return intake.submit(batch, origin);
  }

  @Override
  public Explanation explain(LogContent content, Origin origin) {
    return intake.explain(content, origin);
  }

  @Override
  public Page find(LogQuery query) throws IOException {
    return searched().find(query);
  }

  @Override
  public Optional<LogEntry> get(String id) throws IOException {
    return searched().get(id);
  }

  @Override
  public Optional<Context> context(String id, int before, int after) throws IOException {
    Optional<LogEntry> entry = searched().get(id);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    List<LogEntry> earlier = new ArrayList<>(beside(entry.get(), Order.NEWEST_FIRST, before));
    Collections.reverse(earlier);
    List<LogEntry> later = beside(entry.get(), Order.OLDEST_FIRST, after);
    return Optional.of(new Context(earlier, entry.get(), later));
  }

  private Optional<LogEntry> newestFound(ServiceKey key) throws IOException {
    Condition withKey =
        Condition.and(
            List.of(
                new Condition.Is(Field.SERVICE, key.service()),
                new Condition.Is(Field.KEY, key.key())));
    return searched().find(LogQuery.newest(withKey, 1)).entries().stream().findFirst();
  }

  private List<LogEntry> beside(LogEntry entry, Order order, int count) throws IOException {
    if (count == 0) {
      return List.of();
    }
    Condition sameService = new Condition.Is(Field.SERVICE, entry.content().service());
    return storage.find(new LogQuery(sameService, order, count, 0, Mark.of(entry), 1)).entries();
  }

  @Override
  public void scan(LogQuery query, Predicate<LogEntry> sink) throws IOException {
    searched().scan(query, sink);
  }

  /** The storage, with all in it that a question may expect. */
  private LogStorage searched() throws IOException {
    index.asked();
    return storage;
  }

  @Override
  public TimedStats stats(StatsQuery query) throws IOException {
    index.asked(); // before: it may tell the cache of changes
    return cache.get(query, storage::stats, index::foundUpTo);
  }

  @Override
  public EntryFeed replay(ReplayStart from, Condition where, boolean follow) throws IOException {
    journal.awaitWritten();
    long end = follow ? Long.MAX_VALUE : visibleEnd();
    if (from instanceof ReplayStart.Time time) {
      Condition late = new Condition.During(time.from(), null);
      JournalReader reader = journal.journal().reader(time.from(), journal.visibility());
      return feed(reader, Condition.and(List.of(late, where)), 0, end, Long.MAX_VALUE);
    }
    long sequence = from instanceof ReplayStart.Sequence start ? start.sequence() : 0;
    long record = Math.min(Sequences.journalSequence(sequence), visibleEnd());
    JournalReader reader = journal.journal().reader(record, journal.visibility());
    return feed(reader, where, sequence, end, Long.MAX_VALUE);
  }

  @Override
  public EntryFeed tail(Condition where) throws IOException {
    JournalReader reader = journal.journal().reader(visibleEnd(), journal.visibility());
    return feed(reader, where, 0, Long.MAX_VALUE, MAX_TAIL_LAG);
  }

  private EntryFeed feed(
      JournalReader reader, Condition where, long fromSequence, long end, long maxLag)
      throws IOException {
    JournalFeed[] self = new JournalFeed[1];
    JournalFeed feed =
        new JournalFeed(
            journal,
            reader,
            where,
            this::visible,
            fromSequence,
            end,
            maxLag,
            () -> feeds.remove(self[0]));
    self[0] = feed;
    feeds.add(feed);
    if (closing || feeds.size() > MAX_FEEDS) {
      boolean late = closing;
      feed.close();
      throw new UnavailableException(
          late ? UnavailableException.Reason.CLOSING : UnavailableException.Reason.BUSY,
          late ? "the service is closing" : "feeds must be at most " + MAX_FEEDS + ", were more",
          CLOSING_RETRY,
          null);
    }
    return feed;
  }

  private Visible visible() {
    return new Visible(journal.deletions(), options.retention(), options.clock().instant());
  }

  /** The end of what was accepted, by the journal's sequences. */
  private long visibleEnd() {
    return journal.visibleEnd();
  }

  @Override
  public List<LogEntry> latest(Condition where, Order order, int limit) throws IOException {
    return latest.newest(where, order, limit, visible());
  }

  @Override
  public Optional<LogEntry> latest(String key, Condition where) throws IOException {
    return latest.newest(key, where, visible());
  }

  @Override
  public boolean refresh(Duration timeout) throws IOException, InterruptedException {
    journal.awaitWritten();
    long until = visibleEnd();
    long deadline = System.nanoTime() + timeout.toNanos();
    return index.awaitFound(until, timeout)
        && latest.awaitTaken(until, Duration.ofNanos(deadline - System.nanoTime()));
  }

  @Override
  public Accounting accounting() {
    return journal.accounting();
  }

  @Override
  public ServiceHealth health() {
    List<ServiceHealth.View> all = views.stream().map(ViewThread::health).toList();
    long behind = index.behind();
    long leftOfStart = Math.max(0, behind - (journal.entries() - entriesAtStart));
    if (!recovered && index.isStartFound()) {
      recovered = true;
    }
    ServiceHealth.State state =
        closing
            ? ServiceHealth.State.CLOSED
            : recovered ? ServiceHealth.State.RUNNING : ServiceHealth.State.STARTING;
    List<String> reasons = reasons(all, state);
    double done =
        recovered || backlogAtStart == 0
            ? 1
            : Math.max(0, 1 - leftOfStart / (double) backlogAtStart);
    return new ServiceHealth(reasons.isEmpty(), state, reasons, done, all);
  }

  private List<String> reasons(List<ServiceHealth.View> all, ServiceHealth.State state) {
    List<String> reasons = new ArrayList<>();
    if (state == ServiceHealth.State.CLOSED) {
      reasons.add("the service is closing");
    }
    if (state == ServiceHealth.State.STARTING) {
      reasons.add("the index works off what was there at the start");
    }
    if (journal.problem() != null) {
      reasons.add("nothing is accepted: " + journal.problem());
    }
    for (ServiceHealth.View view : all) {
      if (view.problem() != null) {
        reasons.add("view " + view.name() + " fails: " + view.problem());
      } else if (view.lag().compareTo(LAG_ALLOWED) > 0 && state == ServiceHealth.State.RUNNING) {
        reasons.add("view " + view.name() + " is behind by " + view.behind() + " entries");
      }
    }
    return reasons;
  }

  @Override
  public ServiceStats info() throws IOException {
    return new ServiceStats(
        journal.journal().stats(),
        storage.info(),
        latest.keys(),
        index.behind(),
        feeds.size(),
        journal.rememberedRequests(),
        journal.forgottenKeys(),
        cache.asked(),
        cache.cached(),
        journal.usableBytes());
  }

  @Override
  public void useRules(String yaml) {
    intake.useRules(yaml);
  }

  @Override
  public String rules() {
    return intake.rules();
  }

  @Override
  public long delete(Condition where) throws IOException {
    long record = journal.delete(where);
    try {
      if (!index.awaitFound(record + 1, DELETE_WAIT)) {
        throw new IOException("the deletion is written, but not done after " + DELETE_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the deletion is written; interrupted while it is done", e);
    }
    return index.deletedBy(record);
  }

  /** What follows the journal is copied before it, so that nothing in the copy is ahead of it. */
  @Override
  public void backup(Path target, Progress progress) throws IOException {
    Disk disk = Disk.local();
    disk.createDirectories(target);
    if (!disk.list(target).isEmpty()) {
      throw new IOException("directory must be empty to take a backup, was not: " + target);
    }
    journal.awaitWritten();
    progress.at(INDEX, 0, 1);
    storage.backup(target.resolve(INDEX));
    progress.at(INDEX, 1, 1);
    progress.at(LATEST, 0, 1);
    latest.backup(target.resolve(LATEST));
    progress.at(LATEST, 1, 1);
    long bytes = journal.journal().stats().diskBytes();
    journal.backup(target, copied -> progress.at(JOURNAL, Math.min(copied, bytes), bytes));
    disk.forceDirectory(target);
    progress.at(JOURNAL, bytes, bytes);
  }

  @Override
  public VerifyReport verify(Progress progress) throws IOException {
    return new Verification(journal, storage, index, this::visible, progress).run();
  }

  /** Does now what otherwise is done every minute: retention, and saving what is due. */
  void maintain() throws IOException {
    upkeep.run();
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    closing = true;
    journal.refuse();
    upkeep.close();
    try {
      for (JournalFeed feed : List.copyOf(feeds)) {
        feed.close();
      }
    } finally {
      views.forEach(ViewThread::stop);
      try {
        storage.close();
      } finally {
        journal.close();
      }
    }
  }
}
