package dev.heartwood.service.security;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret: what may be shown.
 *
 * @param id the public part of the key, by which it is found and revoked
 * @param name what people call it; 1 to 64 letters, digits, spaces, dots, underscores and hyphens
 * @param scopes at least one
 * @param services the only services it may send for and read of; null for all
 * @param expires from when on it is refused; null for never
 * @param revoked when it was withdrawn
 * @param lastUsed when it last opened something, exact to about a minute; null for never
 */
public record ApiKey(
    String id,
    String name,
    Set<Scope> scopes,
    @Nullable Set<String> services,
    Instant created,
    @Nullable Instant expires,
    @Nullable Instant revoked,
    @Nullable Instant lastUsed) {
  /** Revoked ones stay listed, so that their number is bounded. */
  public static final int MAX_KEYS = 10_000;

  public static final int MAX_SERVICES = 100;
  public static final int MAX_SERVICE_CHARS = 256;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}");

  /** Whether a key opens anything. */
  public enum State {
    ACTIVE,
    EXPIRED,
    REVOKED
  }

  public ApiKey {
    Objects.requireNonNull(id, "id");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 64 letters, digits, spaces, dots, underscores and hyphens, was '"
              + name
              + "'");
    }
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("scopes must be at least one, were none");
    }
    scopes = Collections.unmodifiableSet(EnumSet.copyOf(scopes));
    services = services == null ? null : checked(services);
    Objects.requireNonNull(created, "created");
  }

  private static Set<String> checked(Set<String> services) {
    if (services.isEmpty() || services.size() > MAX_SERVICES) {
      throw new IllegalArgumentException(
          "services must be 1 to " + MAX_SERVICES + ", were " + services.size());
    }
    for (String service : services) {
      if (service.isBlank() || service.length() > MAX_SERVICE_CHARS) {
        throw new IllegalArgumentException(
            "a service must be 1 to " + MAX_SERVICE_CHARS + " characters, was '" + service + "'");
      }
    }
    return Collections.unmodifiableSet(new TreeSet<>(services));
  }

  public State state(Instant now) {
    if (revoked != null) {
      return State.REVOKED;
    }
    return expires != null && !now.isBefore(expires) ? State.EXPIRED : State.ACTIVE;
  }

  /** Whether the key may touch entries of a service. */
  public boolean covers(String service) {
    return services == null || services.contains(service);
  }

  ApiKey withRevoked(Instant time) {
    return new ApiKey(id, name, scopes, services, created, expires, time, lastUsed);
  }

  ApiKey withLastUsed(Instant time) {
    return new ApiKey(id, name, scopes, services, created, expires, revoked, time);
  }
}
