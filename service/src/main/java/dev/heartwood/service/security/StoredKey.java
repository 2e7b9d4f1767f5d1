package dev.heartwood.service.security;

import java.util.function.UnaryOperator;

/** A key as it is kept: what may be shown, and the digest of what may not. */
record StoredKey(ApiKey key, byte[] digest) {
  StoredKey with(UnaryOperator<ApiKey> change) {
    return new StoredKey(change.apply(key), digest);
  }
}
