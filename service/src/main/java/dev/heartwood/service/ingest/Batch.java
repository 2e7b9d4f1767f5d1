package dev.heartwood.service.ingest;

import dev.heartwood.service.entry.LogContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one request brings. Good items are kept though others are bad.
 *
 * @param items in the order sent, at most {@link #MAX_ITEMS}
 * @param idempotency what makes a repeated request harmless; null if the sender gave no key
 */
public record Batch(List<Item> items, @Nullable Idempotency idempotency) {
  public static final int MAX_ITEMS = 10_000;

  public Batch {
    items = List.copyOf(items);
    if (items.size() > MAX_ITEMS) {
      throw new IllegalArgumentException(
          "a batch must have at most " + MAX_ITEMS + " items, had " + items.size());
    }
  }

  public static Batch of(List<LogContent> contents) {
    List<Item> items = new ArrayList<>(contents.size());
    for (LogContent content : contents) {
      items.add(new Item.Entry(content));
    }
    return new Batch(items, null);
  }

  public Batch withIdempotency(@Nullable Idempotency value) {
    return new Batch(items, value);
  }

  /** One of a batch. */
  public sealed interface Item {
    /** An entry that could be read. */
    record Entry(LogContent content) implements Item {
      public Entry {
        Objects.requireNonNull(content, "content");
      }
    }

    /**
     * One that could not; it is counted and answered with the others.
     *
     * @param service if that much could be read
     */
    record Unreadable(@Nullable String service, Rejection why) implements Item {
      public Unreadable {
        Objects.requireNonNull(why, "why");
      }
    }
  }

  /**
   * A key that the sender chose for the request, and a hash of what it sent, so that the same key
   * with another body shows.
   *
   * @param key 1 to 256 characters
   * @param bodyHash 64 bits of a hash of the body as it was sent
   */
  public record Idempotency(String key, long bodyHash) {
    public static final int MAX_KEY_CHARS = 256;

    public Idempotency {
      if (key.isEmpty() || key.length() > MAX_KEY_CHARS) {
        throw new IllegalArgumentException(
            "Idempotency-Key must have 1 to " + MAX_KEY_CHARS + " characters, had " + key.length());
      }
    }
  }
}
