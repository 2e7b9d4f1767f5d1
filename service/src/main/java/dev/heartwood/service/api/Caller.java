package dev.heartwood.service.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param keyId of the API key; null if none is needed
 * @param services that the caller may write and see; null for all
 */
public record Caller(@Nullable String keyId, @Nullable Set<String> services) {
  /** Somebody on a service that is open. */
  public static final Caller ANYBODY = new Caller(null, null);

  public Caller {
    services = services == null ? null : Set.copyOf(services);
  }
}
