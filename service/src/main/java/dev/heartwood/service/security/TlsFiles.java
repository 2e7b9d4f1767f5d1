package dev.heartwood.service.security;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files that TLS needs, all PEM. TLS 1.2 and 1.3 are spoken, nothing older.
 *
 * @param certificate the chain, the server's own certificate first
 * @param key of that certificate: PKCS#8, without a password
 * @param clientAuthority certificates that must have signed those of all clients; null for clients
 *     without any
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientAuthority) {
  public TlsFiles {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
  }
}
