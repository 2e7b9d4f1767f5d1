package dev.heartwood.service.api;

import dev.heartwood.service.security.ApiKey;
import dev.heartwood.service.security.AuditEvent;
import dev.heartwood.service.security.AuditLog;
import dev.heartwood.service.security.KeyRing;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has an API key for what is asked; everybody as long as no key was ever made, which a
 * start allows on a loopback address only. What is refused goes to the audit log with its reason;
 * who was refused is not told it.
 */
public final class KeyAccess implements Access {
  private final KeyRing keys;
  private final AuditLog audit;

  /** Both stay their owner's. */
  public KeyAccess(KeyRing keys, AuditLog audit) {
    this.keys = Objects.requireNonNull(keys, "keys");
    this.audit = Objects.requireNonNull(audit, "audit");
  }

  @Override
  public boolean isOpen() {
    return keys.isEmpty();
  }

  @Override
  public Decision decide(Scope scope, @Nullable String key, @Nullable String address) {
    if (keys.isEmpty()) {
      return new Admitted(Caller.ANYBODY);
    }
    if (key == null) {
      return refused(new Unauthenticated(), "no_key", scope, null, address);
    }
    KeyRing.Match match = keys.match(key);
    ApiKey known = match.key();
    if (known == null) {
      return refused(new Unauthenticated(), "unknown_key", scope, null, address);
    }
    if (!match.valid()) {
      String reason = known.revoked() == null ? "expired_key" : "revoked_key";
      return refused(new Unauthenticated(), reason, scope, known, address);
    }
    if (!known.scopes().contains(needed(scope))) {
      return refused(new Forbidden(), "scope", scope, known, address);
    }
    return new Admitted(new Caller(known.id(), known.services()));
  }

  private Decision refused(
      Decision decision,
      String reason,
      Scope scope,
      @Nullable ApiKey key,
      @Nullable String address) {
    audit.refused(
        AuditEvent.of("access.refused")
            .by(key == null ? null : "key:" + key.id())
            .from(address)
            .with("scope", scope.name().toLowerCase(Locale.ROOT))
            .with("reason", reason));
    return decision;
  }

  private static dev.heartwood.service.security.Scope needed(Scope scope) {
    return switch (scope) {
      case INGEST -> dev.heartwood.service.security.Scope.INGEST;
      case QUERY -> dev.heartwood.service.security.Scope.QUERY;
      case ADMIN -> dev.heartwood.service.security.Scope.ADMIN;
      case PUBLIC -> throw new IllegalArgumentException("scope must need a key, was PUBLIC");
    };
  }
}
