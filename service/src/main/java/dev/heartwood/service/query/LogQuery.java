package dev.heartwood.service.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One page of entries.
 *
 * @param limit of entries on the page, at least 1
 * @param skip entries to pass over first, for small depths; 0 with a mark
 * @param after the place behind which the page begins; null for the first page
 * @param countUpTo how far matches are counted exactly; {@link Long#MAX_VALUE} for all
 */
public record LogQuery(
    Condition where, Order order, int limit, int skip, @Nullable Mark after, long countUpTo) {
  public static final long DEFAULT_COUNT = 10_000;

  public LogQuery {
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(order, "order");
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, was " + limit);
    }
    if (skip < 0 || (skip > 0 && after != null)) {
      throw new IllegalArgumentException("skip must be 0, or more without a mark, was " + skip);
    }
  }

  /** The newest entries that meet a condition. */
  public static LogQuery newest(Condition where, int limit) {
    return new LogQuery(where, Order.NEWEST_FIRST, limit, 0, null, DEFAULT_COUNT);
  }

  public LogQuery withWhere(Condition value) {
    return new LogQuery(value, order, limit, skip, after, countUpTo);
  }

  public LogQuery withOrder(Order value) {
    return new LogQuery(where, value, limit, skip, after, countUpTo);
  }

  public LogQuery withAfter(Mark value) {
    return new LogQuery(where, order, limit, 0, value, countUpTo);
  }
}
