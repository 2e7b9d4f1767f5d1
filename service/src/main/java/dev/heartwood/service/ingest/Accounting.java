package dev.heartwood.service.ingest;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of all entries that were ever sent, also before the last restart.
 *
 * @param byService by service name; those beyond the number of services that are told apart are
 *     together under {@link #OTHERS}, those that had no readable name under {@link #UNNAMED}
 */
public record Accounting(Map<String, Counts> byService) {
  public static final String OTHERS = "(others)";
  public static final String UNNAMED = "(unnamed)";

  public Accounting {
    byService = Collections.unmodifiableMap(new TreeMap<>(byService));
  }

  public Counts total() {
    Counts total = Counts.NONE;
    for (Counts each : byService.values()) {
      total = total.plus(each);
    }
    return total;
  }

  /**
   * Of one service.
   *
   * @param filtered by the name of the rule
   * @param rejected by the code of the {@link Rejection}, or of the {@link
   *     UnavailableException.Reason}
   */
  public record Counts(
      long stored, Map<String, Long> filtered, Map<String, Long> rejected, long duplicates) {
    static final Counts NONE = new Counts(0, Map.of(), Map.of(), 0);

    public Counts {
      filtered = Collections.unmodifiableMap(new TreeMap<>(filtered));
      rejected = Collections.unmodifiableMap(new TreeMap<>(rejected));
    }

    /** All that were sent: the sum of the others. */
    public long received() {
      return stored + sum(filtered) + sum(rejected) + duplicates;
    }

    public long filteredTotal() {
      return sum(filtered);
    }

    public long rejectedTotal() {
      return sum(rejected);
    }

    Counts plus(Counts other) {
      return new Counts(
          stored + other.stored,
          sums(filtered, other.filtered),
          sums(rejected, other.rejected),
          duplicates + other.duplicates);
    }

    private static Map<String, Long> sums(Map<String, Long> left, Map<String, Long> right) {
      Map<String, Long> sums = new TreeMap<>(left);
      right.forEach((name, count) -> sums.merge(name, count, Long::sum));
      return sums;
    }

    private static long sum(Map<String, Long> counts) {
      long sum = 0;
      for (long each : counts.values()) {
        sum += each;
      }
      return sum;
    }
  }
}
