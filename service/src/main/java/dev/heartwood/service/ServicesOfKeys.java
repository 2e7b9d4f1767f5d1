package dev.heartwood.service;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The services that have a newest entry of a key, and for a while those that had one.
 *
 * <p><b>Threads:</b> one adds, any ask.
 */
final class ServicesOfKeys {
  private final Map<String, Set<String>> byKey = new ConcurrentHashMap<>();
  private int size;

  void add(ServiceKey added) {
    Set<String> known = of(added.key());
    if (!known.contains(added.service())) {
      Stream<String> all = Stream.concat(known.stream(), Stream.of(added.service()));
      byKey.put(added.key(), all.collect(Collectors.toUnmodifiableSet()));
      size++;
    }
  }

  Set<String> of(String key) {
    return byKey.getOrDefault(key, Set.of());
  }

  /** Services, of all keys. */
  int size() {
    return size;
  }
}
