package dev.heartwood.service.security;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a new key shall be.
 *
 * @param services the only services it may send for and read of; null for all
 * @param life from now on, more than zero; null for no end
 */
public record KeyRequest(
    String name, Set<Scope> scopes, @Nullable Set<String> services, @Nullable Duration life) {
  public KeyRequest {
    if (life != null && (life.isZero() || life.isNegative())) {
      throw new IllegalArgumentException("life must be more than zero, was " + life);
    }
  }
}
