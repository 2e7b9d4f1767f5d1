package dev.heartwood.service.ingest;

import java.util.List;
import java.util.Objects;

/**
 * What became of a batch.
 *
 * @param receipts one for each item, in their order
 * @param durability of what is stored
 * @param replayed whether this is the answer to an earlier request with the same idempotency key
 */
public record BatchReceipt(List<Receipt> receipts, Durability durability, boolean replayed) {
  public BatchReceipt {
    receipts = List.copyOf(receipts);
    Objects.requireNonNull(durability, "durability");
  }

  public int accepted() {
    return count(Receipt.Stored.class);
  }

  public int filtered() {
    return count(Receipt.Filtered.class);
  }

  public int rejected() {
    return count(Receipt.Rejected.class);
  }

  public int duplicates() {
    return count(Receipt.Duplicate.class);
  }

  private int count(Class<? extends Receipt> kind) {
    int count = 0;
    for (Receipt each : receipts) {
      count += kind.isInstance(each) ? 1 : 0;
    }
    return count;
  }
}
