package dev.heartwood.service;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.Page;
import dev.heartwood.service.storage.Stats;
import dev.heartwood.service.storage.StorageInfo;
import dev.heartwood.service.storage.memory.MemoryStorage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A storage that takes nothing while a test wants it so. */
final class FailingStorage implements LogStorage {
  private final MemoryStorage storage = new MemoryStorage();
  private volatile boolean failing;
  private volatile int refreshes;

  void fail(boolean value) {
    failing = value;
  }

  @Override
  public void add(List<LogEntry> entries) throws IOException {
    if (failing) {
      throw new IOException("the index is out of order");
    }
    storage.add(entries);
  }

  /** How often it was told to show what was added. */
  int refreshes() {
    return refreshes;
  }

  @Override
  public synchronized void refresh() {
    refreshes++;
    storage.refresh();
  }

  @Override
  public void commit() {
    storage.commit();
  }

  @Override
  public long committed() {
    return storage.committed();
  }

  @Override
  public Page find(LogQuery query) {
    return storage.find(query);
  }

  @Override
  public Optional<LogEntry> get(String id) {
    return storage.get(id);
  }

  @Override
  public void scan(LogQuery query, Predicate<LogEntry> sink) {
    storage.scan(query, sink);
  }

  @Override
  public Stats stats(StatsQuery query) {
    return storage.stats(query);
  }

  @Override
  public long retire(Instant before) {
    return storage.retire(before);
  }

  @Override
  public long delete(Condition where) {
    return storage.delete(where);
  }

  @Override
  public StorageInfo info() {
    return storage.info();
  }

  @Override
  public void close() {
    storage.close();
  }
}
