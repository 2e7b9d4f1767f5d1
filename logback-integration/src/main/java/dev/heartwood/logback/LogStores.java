package dev.heartwood.logback;

import dev.heartwood.store.CompactingStore;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stores of running {@link StoreAppender}s, by their {@code storeName}: how code finds what
 * {@code logback.xml} configured.
 *
 * <p>Static, since configuration and code meet nowhere else; an entry lives as long as its appender
 * runs, so that a redeployed application leaves nothing behind.
 *
 * <p><b>Threads:</b> any.
 */
public final class LogStores {
  private static final Map<String, CompactingStore> STORES = new ConcurrentHashMap<>();

  private LogStores() {}

  /**
   * The store of that name.
   *
   * @throws NoSuchElementException if no running appender has it
   */
  public static CompactingStore get(String storeName) {
    return find(storeName)
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "no store named ["
                        + storeName
                        + "], there are "
                        + new TreeSet<>(STORES.keySet())));
  }

  /** The store of that name, if an appender that has it runs. */
  public static Optional<CompactingStore> find(String storeName) {
    return Optional.ofNullable(STORES.get(storeName));
  }

  /** Says whether the name was free. */
  static boolean register(CompactingStore store) {
    return STORES.putIfAbsent(store.name(), store) == null;
  }

  static void unregister(CompactingStore store) {
    STORES.remove(store.name(), store);
  }
}
