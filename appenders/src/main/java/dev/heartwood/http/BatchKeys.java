package dev.heartwood.http;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Names batches for {@code Idempotency-Key}. The same bytes, sent again after they failed, have the
 * same key, whoever sends them again; once a batch is settled the same bytes have another one,
 * since they are then other events that look the same.
 *
 * <pre>
 * key = random UUID of this handler, '-', first 8 bytes of SHA-256(settled as 8 bytes, body) in hex
 * </pre>
 */
final class BatchKeys {
  private static final int KEPT_BYTES = 8;

  private final String prefix = UUID.randomUUID() + "-";
  private long settled;

  String keyOf(byte[] body) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(settled).flip());
    digest.update(body);
    return prefix + HexFormat.of().formatHex(digest.digest(), 0, KEPT_BYTES);
  }

  /** The batch in hand is taken or refused, and will not be sent again. */
  void settled() {
    settled++;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
