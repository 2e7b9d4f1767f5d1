package dev.heartwood.service.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** 128 bits that stand for a key that a sender chose, each API key's apart from the others'. */
record KeyHash(long high, long low) {
  private static final byte REQUEST = 1;
  private static final byte ENTRY = 2;

  static KeyHash ofRequest(@Nullable String apiKeyId, String idempotencyKey) {
    return of(REQUEST, apiKeyId, idempotencyKey);
  }

  static KeyHash ofEntry(@Nullable String apiKeyId, String clientId) {
    return of(ENTRY, apiKeyId, clientId);
  }

  private static KeyHash of(byte kind, @Nullable String apiKeyId, String key) {
    byte[] scope = apiKeyId == null ? new byte[0] : apiKeyId.getBytes(StandardCharsets.UTF_8);
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    MessageDigest digest = sha256();
    digest.update(kind);
    digest.update(ByteBuffer.allocate(4).putInt(0, apiKeyId == null ? -1 : scope.length));
    digest.update(scope);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(text));
    return new KeyHash(hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
