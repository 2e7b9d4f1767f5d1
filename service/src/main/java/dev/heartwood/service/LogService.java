package dev.heartwood.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.Accounting;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Explanation;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.ingest.PendingReceipt;
import dev.heartwood.service.ingest.Receipt;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.Page;
import dev.heartwood.service.storage.lucene.LuceneStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Takes entries, keeps them, and answers questions about them.
 *
 * <p>What is accepted stands in one journal before anybody is told so; everything that answers
 * questions follows it. An entry is therefore found a moment after it was accepted ({@link
 * #refresh} waits for that), while {@link #replay} and {@link #tail} read the journal itself.
 *
 * <p><b>Threads:</b> any. Calls take as long as the disk takes, so that an event loop must not make
 * them. <b>Errors:</b> {@link dev.heartwood.service.ingest.UnavailableException} for what may
 * succeed later, any other {@link IOException} for a disk that fails; {@link IllegalStateException}
 * after {@link #close}.
 */
public interface LogService extends AutoCloseable {
  /** Opens the service of a directory with the index that comes with it. */
  static LogService open(ServiceOptions options) throws IOException {
    return open(options, LuceneStorage::open);
  }

  /**
   * Opens the service of a directory, and makes it if there is none. It takes entries when this
   * returns; what a process before it left is worked off meanwhile, see {@link #health}.
   *
   * @param engine opens what answers questions
   * @throws dev.heartwood.disk.LockedException if the directory is in use, here or elsewhere
   * @throws IllegalArgumentException if the rules are wrong
   * @throws IOException if the disk refuses
   */
  static LogService open(ServiceOptions options, StorageEngine engine) throws IOException {
    return EmbeddedLogService.open(options, engine);
  }

  /** Takes one entry. */
  Receipt ingest(LogContent content, Origin origin) throws IOException;

  /**
   * Takes what one request brings: after a crash either all of it that was good is there or none.
   *
   * @throws dev.heartwood.service.ingest.IdempotencyConflictException if its key is in use
   */
  BatchReceipt ingest(Batch batch, Origin origin) throws IOException;

  /**
   * The same without waiting for the disk: for those who serve many at once, and tell the receipt
   * only when it is confirmed.
   */
  default PendingReceipt submit(Batch batch, Origin origin) throws IOException {
    return new PendingReceipt(ingest(batch, origin), CompletableFuture.completedFuture(null));
  }

  /** What would become of an entry. */
  Explanation explain(LogContent content, Origin origin);

  Page find(LogQuery query) throws IOException;

  Optional<LogEntry> get(String id) throws IOException;

  /** An entry and its neighbours in time of the same service; empty if there is no such entry. */
  Optional<Context> context(String id, int before, int after) throws IOException;

  /**
   * Gives all entries that meet the query's condition behind its mark, in its order, without a
   * limit.
   *
   * @param sink returns false to end
   */
  void scan(LogQuery query, Predicate<LogEntry> sink) throws IOException;

  /** Counts; those of a moment ago if they were asked for then. */
  TimedStats stats(StatsQuery query) throws IOException;

  /**
   * Reads entries in the order of their arrival.
   *
   * @param follow whether it goes on with what comes; else it ends with what was there when it
   *     began
   */
  EntryFeed replay(ReplayStart from, Condition where, boolean follow) throws IOException;

  /** Reads what comes from now on; a {@link #replay} that follows resumes one that broke off. */
  EntryFeed tail(Condition where) throws IOException;

  /**
   * The newest entry of each key in all services to which a condition is limited, if it meets the
   * condition; sorted by time.
   */
  List<LogEntry> latest(Condition where, Order order, int limit) throws IOException;

  /** The newest entry of a key, in whatever service. */
  default Optional<LogEntry> latest(String key) throws IOException {
    return latest(key, Condition.EVERYTHING);
  }

  /**
   * The newest entry of a key in all services to which a condition is limited, if it meets the
   * condition.
   */
  Optional<LogEntry> latest(String key, Condition where) throws IOException;

  /**
   * Returns when everything that was accepted before is found by those who ask.
   *
   * @return false if the time was over before
   */
  boolean refresh(Duration timeout) throws IOException, InterruptedException;

  Accounting accounting();

  /** Whether it takes and answers, and what stands in the way. */
  ServiceHealth health();

  ServiceStats info() throws IOException;

  /**
   * Replaces the rules that entries pass on their way in.
   *
   * @param yaml as docs/service-rules.md says
   * @throws IllegalArgumentException naming line and rule if it is wrong; the old ones go on
   */
  void useRules(String yaml);

  /** The rules in use, as they were given. */
  String rules();

  /** Forgets the entries that meet a condition: they are no longer found. Returns how many went. */
  long delete(Condition where) throws IOException;

  /**
   * Writes a copy of the data as of now to a directory, while the service goes on; a service opened
   * there has all that was accepted before this was called.
   *
   * @param target is made; must be empty if it exists
   */
  void backup(Path target, Progress progress) throws IOException;

  /** Reads all that is kept and checks it. */
  VerifyReport verify(Progress progress) throws IOException;

  /**
   * Takes nothing more, ends feeds, writes down what it has. Idempotent.
   *
   * @throws IOException if something could not be made durable
   */
  @Override
  void close() throws IOException;
}
