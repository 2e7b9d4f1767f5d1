package dev.heartwood.id;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts: {@code 1, 2, 3}, or with a prefix {@code order-1, order-2}. Unique within this object
 * only: for tests, and where one process numbers its own things.
 */
public final class SequentialIds implements IdGenerator {
  private final String prefix;
  private final AtomicLong next;

  /** Counts from 1. */
  public SequentialIds() {
    this("", 1);
  }

  /**
   * @param first the number of the first id
   */
  public SequentialIds(String prefix, long first) {
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.next = new AtomicLong(first);
  }

  /** The next number; after {@code Long.MAX_VALUE} it goes on at {@code Long.MIN_VALUE}. */
  public long next() {
    return next.getAndIncrement();
  }

  @Override
  public String nextId() {
    return prefix + next();
  }
}
