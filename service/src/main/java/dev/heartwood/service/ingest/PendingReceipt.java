package dev.heartwood.service.ingest;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request that is written, and may not be told before it is as durable as it says.
 *
 * @param receipt true once that is so
 * @param confirmed completes then, on a thread that is not to be held up; or fails with {@link
 *     UnavailableException} if the disk did not confirm it
 */
public record PendingReceipt(BatchReceipt receipt, CompletionStage<@Nullable Void> confirmed) {
  public PendingReceipt {
    Objects.requireNonNull(receipt, "receipt");
    Objects.requireNonNull(confirmed, "confirmed");
  }
}
