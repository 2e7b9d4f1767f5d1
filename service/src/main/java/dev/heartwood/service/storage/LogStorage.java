package dev.heartwood.service.storage;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.StatsQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps entries and answers questions about them. It is a view of the journal: after a crash it is
 * given again what it had not committed, and takes each entry once.
 *
 * <p><b>Threads:</b> one adds, commits, retires; any number ask at the same time. <b>Order:</b>
 * entries come in the order of their sequences. <b>Errors:</b> an {@link IOException} of {@link
 * #add} leaves the storage as it was at the last commit or behind it: the caller adds again from
 * {@link #committed()}.
 */
public interface LogStorage extends AutoCloseable {
  /** Takes entries; those it has already are passed over. They are found after a refresh. */
  void add(List<LogEntry> entries) throws IOException;

  /** Returns when all that was added before is found by those who ask. */
  void refresh() throws IOException;

  /** Returns when all that was added before survives a loss of power. */
  void commit() throws IOException;

  /** Every entry of a smaller sequence is committed; 0 at first. */
  long committed();

  Page find(LogQuery query) throws IOException;

  Optional<LogEntry> get(String id) throws IOException;

  /**
   * Gives all entries that meet the query's condition behind its mark, in its order, one by one;
   * its limit is passed over.
   *
   * @param sink returns false to end
   */
  void scan(LogQuery query, Predicate<LogEntry> sink) throws IOException;

  Stats stats(StatsQuery query) throws IOException;

  /** Forgets entries older than a time, at least by whole partitions. Returns how many went. */
  long retire(Instant before) throws IOException;

  /** Forgets the entries that meet a condition. Returns how many went. */
  long delete(Condition where) throws IOException;

  StorageInfo info() throws IOException;

  /**
   * Packs what is older than a time, if the engine can and finds it worth its while; called again
   * and again. Entries may still be added to it. May take minutes; any thread calls it.
   *
   * @return how many parts were packed
   */
  default int seal(Instant before) throws IOException {
    return 0;
  }

  /**
   * Copies what is committed to a directory where it can be opened, while entries are added and
   * questions asked; commits first. A storage without files copies nothing: whoever restores it
   * adds all entries again.
   *
   * @param target does not exist
   */
  default void backup(Path target) throws IOException {}

  /**
   * Reads what is committed and looks whether it fits together.
   *
   * @return what is wrong, for people; empty if nothing is
   */
  default List<String> verify() throws IOException {
    return List.of();
  }

  @Override
  void close() throws IOException;
}
