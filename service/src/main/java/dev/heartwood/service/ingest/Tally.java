package dev.heartwood.service.ingest;

import dev.heartwood.service.ingest.Accounting.Counts;
import java.util.HashMap;
import java.util.Map;

/** Counts of one service as they grow. Guarded by its user. */
final class Tally {
  private final Map<String, Long> filtered = new HashMap<>();
  private final Map<String, Long> rejected = new HashMap<>();
  private long stored;
  private long duplicates;

  void stored() {
    stored++;
  }

  void duplicate() {
    duplicates++;
  }

  void filtered(String rule) {
    filtered.merge(rule, 1L, Long::sum);
  }

  void rejected(String code) {
    rejected.merge(code, 1L, Long::sum);
  }

  void add(Counts more) {
    stored += more.stored();
    duplicates += more.duplicates();
    more.filtered().forEach((name, count) -> filtered.merge(name, count, Long::sum));
    more.rejected().forEach((name, count) -> rejected.merge(name, count, Long::sum));
  }

  Counts counts() {
    return new Counts(stored, filtered, rejected, duplicates);
  }
}
