package dev.heartwood.http;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names requests. The same bytes, sent again after they failed, have the same key, whoever sends
 * them again; once they are settled the same bytes have another one, since they are then other
 * events that look the same. Events out of a spool are known by their number there, so that their
 * request has the same key also when another process sends it.
 *
 * <pre>
 * key = random UUID of this handler, '-', hash
 *     | id of the spool in hex, '-', number of the first event, '-', hash
 * hash = first 16 bytes of SHA-256(settled or renewed as 8 bytes, body) in hex
 * </pre>
 */
final class BatchKeys {
  private static final int KEPT_BYTES = 16;

  private final String prefix = UUID.randomUUID() + "-";
  private @Nullable Long spool;
  private long settled;
  private long renewed;
  private long renewedFirst;
  private long first;

  /** From now on events come from a spool. */
  void deliverFrom(long id) {
    spool = id;
  }

  /**
   * @param body as it is before it is compressed
   * @param number of the first event, as its spool gave it
   */
  String keyOf(byte[] body, long number) {
    first = number;
    Long from = spool;
    return from == null
        ? prefix + hash(settled, body)
        : HexFormat.of().toHexDigits(from)
            + "-"
            + number
            + "-"
            + hash(number == renewedFirst ? renewed : 0, body);
  }

  /** What is in hand is taken or refused, and will not be sent again. */
  void settled() {
    settled++;
  }

  /**
   * What is in hand is to be sent again, but not under the same key. A later process begins with
   * the first key, is told the same, and comes here, too.
   */
  void renew() {
    settled++;
    renewed = first == renewedFirst ? renewed + 1 : 1;
    renewedFirst = first;
  }

  /** Whether events that are given up have the same key when they are handed over again. */
  boolean areStable() {
    return spool != null;
  }

  private static String hash(long number, byte[] body) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    digest.update(body);
    return HexFormat.of().formatHex(digest.digest(), 0, KEPT_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
