package dev.heartwood.service.ingest;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends.
 *
 * @param apiKeyId whose client ids and idempotency keys these are; null where no key is asked for
 * @param address of the peer, behind trusted proxies of the client; what a rate limit per IP counts
 * @param defaultService for entries without a service name
 * @param allowedServices that this sender may write; null for all
 */
public record Origin(
    @Nullable String apiKeyId,
    @Nullable String address,
    @Nullable String defaultService,
    @Nullable Set<String> allowedServices) {
  /** Code in the same process. */
  public static final Origin LOCAL = new Origin(null, null, null, null);

  public Origin {
    allowedServices = allowedServices == null ? null : Set.copyOf(allowedServices);
  }
}
