package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.Visibility;
import dev.heartwood.service.ingest.Accounting.Counts;
import dev.heartwood.service.ingest.UnavailableException.Reason;
import dev.heartwood.service.query.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The journal of all that was accepted, with the {@link Ledger} of what follows from it.
 *
 * <p>One record is what one request brought, so that after a crash all of it is there or nothing. A
 * record and what the ledger says of it change in one step, under the lock; forcing to disk is
 * outside of it, so that one force serves all who wait.
 *
 * <p>The ledger is saved now and then, never ahead of what a loss of power leaves of the journal,
 * and brought up to date from there when it is opened: with the heads of records alone.
 *
 * <p><b>Room:</b> a segment stays until nothing in it is {@link #keepFrom needed}, or the journal
 * would take more bytes than it may. What a {@link Follower} has not read stays in any case: when
 * that is too much, nothing more is accepted.
 *
 * <p><b>Threads:</b> any. <b>Errors:</b> {@link UnavailableException}; then nothing is appended and
 * the entries are counted as rejected for its reason, as soon as the disk takes as much as that
 * count.
 */
public final class IngestJournal implements AutoCloseable {
  private static final String JOURNAL = "journal";
  private static final String KEPT = "kept";

  /** For as long an answer can be given again. */
  private static final Duration LEAST_AGE = Duration.ofDays(1);

  /** However large the journal may be. */
  private static final long MAX_BACKLOG_BYTES = 8L << 30;

  private static final Duration RETRY_SOON = Duration.ofSeconds(1);
  private static final Duration RETRY_LATER = Duration.ofSeconds(10);

  /** So much of the journal is read again at the next start at most. */
  private static final long SAVE_BYTES = 256L << 20;

  private final JournalOptions options;
  private final Journal journal;
  private final JournalEntries source;
  private final LedgerFile file;
  private final Packer packer = new Packer();
  private final long backlogBudget;
  private final JournalReader kept; // what is behind it is needed
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Ledger ledger; // it and all that follows: under the lock
  private final EntryIds ids; // under the handover's lock if there is one
  private final Map<String, Tally> pending = new LinkedHashMap<>();
  private final Set<KeyHash> inProgress = new HashSet<>();
  private long savedBytes;
  private volatile @Nullable String problem;
  private boolean closed;
  private boolean finished; // under the monitor
  private final @Nullable Handover handover;
  private final @Nullable Confirmer confirmer;

  private IngestJournal(JournalOptions options, Disk disk, Journal journal, StatusReporter status)
      throws IOException {
    this.options = options;
    this.journal = journal;
    source = new JournalEntries(journal);
    file = new LedgerFile(disk, options.directory());
    backlogBudget =
        Math.min(MAX_BACKLOG_BYTES, (options.maxBytes() - 3L * options.segmentBytes()) / 4 * 3);
    kept = journal.reader(KEPT, Visibility.WRITTEN);
    ledger = recovered(status);
    ids = new EntryIds(options.ids(), options.machine(), options.clock(), ledger.newest());
    savedBytes = ledger.bytes();
    handover = options.durability() == Durability.MEMORY ? new Handover(this, ids, status) : null;
    confirmer = options.durability() == Durability.DISK ? new Confirmer(this::confirm) : null;
  }

  /**
   * Opens the journal and brings the ledger up to date.
   *
   * @throws dev.heartwood.disk.LockedException if somebody has it open
   */
  public static IngestJournal open(JournalOptions options, StatusReporter status)
      throws IOException {
    Disk disk = Disk.local();
    disk.createDirectories(options.directory());
    Path directory = options.directory().resolve(JOURNAL);
    Journal journal = Journal.open(directory, options.toJournalConfig(), status);
    boolean opened = false;
    try {
      IngestJournal all = new IngestJournal(options, disk, journal, status);
      opened = true;
      return all;
    } finally {
      if (!opened) {
        journal.close();
      }
    }
  }

  private Ledger recovered(StatusReporter status) throws IOException {
    Ledger saved = new Ledger(options.maxServices(), options.maxRememberedKeys());
    try {
      LedgerFile.Saved found = file.read();
      if (found != null && journal.agreedEnd(found.next()) == found.next().sequence()) {
        saved.read(found.ledger());
      } else if (found != null) {
        status.warn("the ledger says more than the journal and is made anew");
      }
    } catch (IOException e) {
      status.error("the ledger is made anew: " + e.getMessage(), e);
      saved = new Ledger(options.maxServices(), options.maxRememberedKeys());
    }
    long from = Math.max(saved.next(), journal.first());
    try (JournalReader reader = journal.reader(from, Visibility.WRITTEN)) {
      while (reader.next()) {
        saved.apply(JournalRecord.of(reader));
      }
    }
    return saved;
  }

  /** Where replay, tail and views read. */
  public Journal journal() {
    return journal;
  }

  /** Where the entries of the journal are found one by one. */
  public JournalEntries source() {
    return source;
  }

  public Durability durability() {
    return options.durability();
  }

  /** What may be shown: what an entry's sender has been told, or can rely on. */
  public Visibility visibility() {
    return options.durability() == Durability.DISK ? Visibility.DURABLE : Visibility.WRITTEN;
  }

  /** The end of what may be shown. */
  public long visibleEnd() {
    return options.durability() == Durability.DISK ? journal.durableEnd() : journal.end();
  }

  /** A view that keeps what it has not read from being deleted. */
  public Follower follow() {
    Follower follower = new Follower();
    followers.add(follower);
    return follower;
  }

  /**
   * Lets go of the segments that only have records from before a sequence, once all views have read
   * them; but of none of the last day, so that requests that are repeated get their answers.
   *
   * @return the bytes that the rest takes
   */
  public long keepFrom(long sequence) throws IOException {
    long aDayAgo = EpochNanos.of(options.clock().instant().minus(LEAST_AGE));
    long from = Math.min(sequence, source.firstReceivedAfter(aDayAgo));
    source.close(); // a reader that is kept open would keep a file
    synchronized (kept) {
      if (from > kept.nextSequence()) {
        kept.moveTo(from);
        kept.commit();
      }
    }
    journal.requestUpkeep();
    return journal.bytesFrom(from);
  }

  /** What the record of a request takes at most. */
  int maxRequestBytes() {
    return options.segmentBytes() / JournalOptions.RECORDS_PER_SEGMENT;
  }

  RequestDraft draft(Instant received) {
    return new RequestDraft(received, packer);
  }

  /** Entries that were ever stored. */
  public long entries() {
    lock.lock();
    try {
      return ledger.entries();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that were ever written to the journal. */
  public long bytes() {
    lock.lock();
    try {
      return ledger.bytes();
    } finally {
      lock.unlock();
    }
  }

  public Accounting accounting() {
    lock.lock();
    try {
      return ledger.accounting(pendingCounts());
    } finally {
      lock.unlock();
    }
  }

  /** Idempotency keys that are remembered. */
  public int rememberedRequests() {
    lock.lock();
    try {
      return ledger.requests().size();
    } finally {
      lock.unlock();
    }
  }

  /** Idempotency keys and client ids that were forgotten before their time. */
  public long forgottenKeys() {
    lock.lock();
    try {
      return ledger.requests().forgotten() + ledger.clients().forgotten();
    } finally {
      lock.unlock();
    }
  }

  /** What is no longer to be shown. */
  public List<Deletion> deletions() {
    lock.lock();
    try {
      return ledger.deletions();
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Counts> pendingCounts() {
    Map<String, Counts> counts = new LinkedHashMap<>();
    pending.forEach((service, tally) -> counts.put(service, tally.counts()));
    return counts;
  }

  /**
   * Claims an idempotency key for a request, until it is {@link #release released}.
   *
   * @return the answer that was given before; null if this request is the first
   * @throws IdempotencyConflictException if the key is in use for another one
   */
  @Nullable List<Receipt> claim(RequestCodec.RequestMark request, String key, Instant now)
      throws IOException {
    long sequence;
    lock.lock();
    try {
      int place = ledger.requests().find(request.key(), seconds(now));
      boolean known = place >= 0 && ledger.requests().first(place) >= journal.first();
      if (!known) {
        if (!inProgress.add(request.key())) {
          throw new IdempotencyConflictException(
              "the first request with Idempotency-Key " + key + " is still being worked on", true);
        }
        return null;
      }
      if (ledger.requests().second(place) != request.bodyHash()) {
        throw new IdempotencyConflictException(
            "Idempotency-Key " + key + " was used with another body", false);
      }
      sequence = ledger.requests().first(place);
    } finally {
      lock.unlock();
    }
    return answerAt(sequence);
  }

  private List<Receipt> answerAt(long sequence) throws IOException {
    confirm(sequence);
    try (JournalReader reader = journal.reader(sequence, Visibility.WRITTEN)) {
      if (!reader.next() || reader.sequence() != sequence) {
        throw new UnavailableException(
            Reason.DISK_FAILED,
            "the answer to an earlier request with this key is no longer to be read",
            RETRY_LATER,
            null);
      }
      return JournalRecord.of(reader).receipts();
    }
  }

  /**
   * Claims client ids, all in one step; those that it {@link ClientClaim#won won} until released.
   */
  void claim(List<ClientClaim> claims, Instant now) {
    lock.lock();
    try {
      for (ClientClaim claim : claims) {
        int place = ledger.clients().find(claim.key(), seconds(now));
        if (place >= 0) {
          RememberedKeys known = ledger.clients();
          claim.earlier = new EntryId(known.first(place), known.second(place));
        } else {
          claim.won = inProgress.add(claim.key());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void release(List<KeyHash> keys) {
    if (keys.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      keys.forEach(inProgress::remove);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What was written of a request.
   *
   * @param sequence of its record; {@link #KEPT} if there is nothing to be {@link #confirm
   *     confirmed}
   */
  record Written(EntryId firstId, long sequence) {
    static final long KEPT = -1;
    static final Written NOTHING = new Written(EntryId.NONE, KEPT);
  }

  /**
   * Writes what a request brought; its claims are then released, and are also when this fails. It
   * is as durable as this journal promises once it is confirmed.
   */
  Written write(RequestDraft draft, byte[] payload, List<KeyHash> claims) throws IOException {
    Handover queue = handover;
    if (queue != null) {
      return new Written(offer(queue, draft, payload, claims), Written.KEPT);
    }
    Written written;
    try {
      written = append(draft, payload);
    } finally {
      release(claims);
    }
    return written;
  }

  private EntryId offer(Handover queue, RequestDraft draft, byte[] payload, List<KeyHash> claims)
      throws UnavailableException {
    boolean taken = false;
    try {
      EntryId firstId = queue.offer(draft, payload, claims);
      if (firstId == null) {
        UnavailableException full =
            new UnavailableException(
                queue.isFailing() ? Reason.DISK_FAILED : Reason.BACKLOG_FULL,
                "the queue in front of the journal is full",
                RETRY_SOON,
                null);
        lock.lock();
        try {
          refuse(draft, full.reason());
        } finally {
          lock.unlock();
        }
        throw full;
      }
      taken = true;
      return firstId;
    } finally {
      if (!taken) {
        release(claims);
      }
    }
  }

  /** Appends what was handed over; false if the disk did not take it. */
  boolean appendHandedOver(Handover.Waiting waiting) {
    lock.lock();
    try {
      appendPending();
      append(waiting.payload(), waiting.draft().newestNanos(), waiting.firstId());
      waiting.claims().forEach(inProgress::remove);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Counts, and reports, what was handed over and will not be kept. */
  void lose(Handover.Waiting waiting) {
    lock.lock();
    try {
      refuse(waiting.draft(), Reason.DISK_FAILED);
    } finally {
      lock.unlock();
    }
  }

  /** Appends, with what could not be before; counts what is refused. */
  private Written append(RequestDraft draft, byte[] payload) throws IOException {
    lock.lock();
    try {
      requireOpen();
      if (draft.entryCount() > 0) {
        requireRoom(payload.length);
      }
      appendPending();
      if (draft.entryCount() == 0) {
        append(payload, draft.newestNanos(), EntryId.NONE);
        return Written.NOTHING; // counts of refused entries need no force
      }
      EntryId firstId = ids.take(draft.entryCount());
      return new Written(firstId, append(payload, draft.newestNanos(), firstId));
    } catch (UnavailableException e) {
      refuse(draft, e.reason());
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws UnavailableException {
    if (closed) {
      throw new UnavailableException(Reason.CLOSING, "the service is closing", RETRY_LATER, null);
    }
  }

  private void requireRoom(int length) throws UnavailableException {
    long done = ledger.bytes();
    for (Follower each : followers) {
      done = Math.min(done, each.doneBytes);
    }
    long backlog = ledger.bytes() - done + length + RequestCodec.RECORD_OVERHEAD;
    if (backlog > backlogBudget) {
      throw new UnavailableException(
          Reason.BACKLOG_FULL,
          "the backlog of the index must be at most "
              + backlogBudget
              + " bytes, would be "
              + backlog,
          RETRY_SOON,
          null);
    }
  }

  /**
   * @param firstId none if it brings no entries
   */
  private long append(byte[] payload, long timestampNanos, EntryId firstId) throws IOException {
    boolean entries = !firstId.equals(EntryId.NONE);
    RequestCodec.complete(
        payload, ledger.entries(), ledger.bytes(), entries ? firstId : ledger.nextId());
    long sequence;
    try {
      sequence = journal.append(timestampNanos, payload, 0, payload.length);
    } catch (IOException e) {
      UnavailableException refused = unavailable(e);
      problem = refused.getMessage();
      throw refused;
    }
    if (entries) {
      problem = null; // a count may find room where an entry does not
    }
    ledger.apply(JournalRecord.of(payload, sequence));
    return sequence;
  }

  private UnavailableException unavailable(IOException e) {
    boolean full = usableBytes() < options.segmentBytes();
    return new UnavailableException(
        full ? Reason.DISK_FULL : Reason.DISK_FAILED,
        (full ? "the disk is full: " : "the disk failed: ") + e.getMessage(),
        RETRY_LATER,
        e);
  }

  /** Why the disk refused the last record; null if it did not. */
  public @Nullable String problem() {
    return problem;
  }

  /** What may still be written to the disk; as much as there can be if it does not tell. */
  public long usableBytes() {
    try {
      return Disk.local().usableBytes(options.directory());
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Counts a request that was refused as a whole; and writes that down, if the disk takes it. */
  private void refuse(RequestDraft draft, Reason reason) {
    draft
        .counts()
        .forEach(
            (service, counts) -> {
              Map<String, Long> rejected = new LinkedHashMap<>(counts.rejected());
              if (counts.stored() > 0) {
                rejected.merge(reason.code(), counts.stored(), Long::sum);
              }
              pending
                  .computeIfAbsent(service, each -> new Tally())
                  .add(new Counts(0, counts.filtered(), rejected, counts.duplicates()));
            });
    try {
      appendPending();
    } catch (IOException e) {
      return; // with the next one that is kept
    }
  }

  private void appendPending() throws IOException {
    if (pending.isEmpty() || closed) {
      return;
    }
    ByteSink head = new ByteSink();
    RequestCodec.writeHead(head, pendingCounts(), null, List.of());
    long now = nowNanos();
    byte[] payload = RequestCodec.record(RequestCodec.REQUEST, now, 0, head, new ByteSink());
    append(payload, now, EntryId.NONE);
    pending.clear();
  }

  private long nowNanos() {
    return EpochNanos.of(options.clock().instant());
  }

  /** Returns when what was written is as durable as this journal promises. */
  void confirm(Written written) throws UnavailableException {
    if (written.sequence() != Written.KEPT) {
      confirm(written.sequence());
    }
  }

  /** The same, for those who do not wait. */
  CompletionStage<@Nullable Void> confirmed(Written written) {
    Confirmer waiting = confirmer;
    return waiting == null || written.sequence() == Written.KEPT
        ? CompletableFuture.completedFuture(null)
        : waiting.confirmed(written.sequence());
  }

  private void confirm(long sequence) throws UnavailableException {
    if (options.durability() == Durability.DISK && sequence >= journal.durableEnd()) {
      try {
        journal.awaitDurable(sequence);
      } catch (IOException e) {
        throw new UnavailableException(
            Reason.UNCONFIRMED,
            "the entries are written, but the disk did not confirm it: " + e.getMessage(),
            RETRY_SOON,
            e);
      }
    }
  }

  /**
   * Hides all that was stored before and meets a condition.
   *
   * @return the sequence of the record that says so
   */
  public long delete(Condition where) throws IOException {
    ByteSink head = new ByteSink();
    RequestCodec.writeHead(head, Map.of(), null, List.of());
    ByteSink body = new ByteSink();
    ConditionCodec.write(body, where);
    long now = nowNanos();
    byte[] payload = RequestCodec.record(RequestCodec.DELETION, now, 0, head, body);
    Handover queue = handover;
    if (queue != null) {
      queue.awaitEmpty();
    }
    long sequence;
    lock.lock();
    try {
      requireOpen();
      sequence = append(payload, now, EntryId.NONE);
    } finally {
      lock.unlock();
    }
    journal.awaitDurable(sequence);
    return sequence;
  }

  /** Returns when all that was accepted before stands in the journal. */
  public void awaitWritten() throws IOException {
    Handover queue = handover;
    if (queue != null) {
      queue.awaitEmpty();
    }
  }

  /** Saves the ledger if so much was written that the next start would take long. */
  public void saveIfDue() throws IOException {
    boolean due;
    lock.lock();
    try {
      due = !closed && ledger.bytes() - savedBytes >= SAVE_BYTES;
    } finally {
      lock.unlock();
    }
    if (due) {
      save();
    }
  }

  /** Saves the ledger, so that the next start finds it up to date. */
  public void save() throws IOException {
    ByteSink out = new ByteSink();
    long next;
    long bytes;
    lock.lock();
    try {
      ledger.forgetDeletionsBefore(journal.first());
      ledger.write(out);
      next = ledger.next();
      bytes = ledger.bytes();
    } finally {
      lock.unlock();
    }
    if (next > 0) {
      journal.awaitDurable(next - 1);
    }
    synchronized (file) {
      file.write(journal.position(next), out);
    }
    lock.lock();
    try {
      savedBytes = Math.max(savedBytes, bytes);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Copies journal and ledger to a directory where they can be opened, while entries come in.
   *
   * @param target is there, without them
   * @param copied is told how many bytes of the journal are
   */
  public void backup(Path target, LongConsumer copied) throws IOException {
    ByteSink out = new ByteSink();
    long next;
    lock.lock();
    try {
      ledger.write(out);
      next = ledger.next();
    } finally {
      lock.unlock();
    }
    new LedgerFile(Disk.local(), target).write(journal.position(next), out);
    journal.copyTo(target.resolve(JOURNAL), copied);
  }

  private static int seconds(Instant now) {
    return (int) now.getEpochSecond();
  }

  /** Takes nothing more; idempotent. */
  public void refuse() {
    Handover queue = handover;
    if (queue != null) {
      queue.close();
    }
    lock.lock();
    try {
      appendPending();
    } catch (IOException e) {
      options.status().error("counts of refused entries could not be written down", e);
    } finally {
      closed = true;
      lock.unlock();
    }
  }

  /** Saves the ledger and closes the journal. Idempotent. */
  @Override
  public synchronized void close() throws IOException {
    refuse();
    if (finished) {
      return;
    }
    finished = true;
    if (confirmer != null) {
      confirmer.close();
    }
    try {
      save();
    } finally {
      packer.close();
      source.close();
      kept.close();
      journal.close();
    }
  }

  /** A client id that an entry brings; whether this entry is the first with it. */
  static final class ClientClaim {
    private final KeyHash key;
    private boolean won;
    private @Nullable EntryId earlier;

    ClientClaim(KeyHash key) {
      this.key = key;
    }

    KeyHash key() {
      return key;
    }

    /** Whether nobody else has it, or is just about to. */
    boolean won() {
      return won;
    }

    /** The entry that has it already; null if none has. */
    @Nullable EntryId earlier() {
      return earlier;
    }
  }

  /** How far a view has come; written by the view, read by those who append. */
  public static final class Follower {
    private volatile long doneBytes;

    private Follower() {}

    /**
     * @param bytes in the journal up to which this view needs nothing any more
     */
    public void done(long bytes) {
      doneBytes = bytes;
    }
  }
}
