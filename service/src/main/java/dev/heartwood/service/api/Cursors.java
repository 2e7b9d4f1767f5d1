package dev.heartwood.service.api;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads cursors: the place where the next page begins, for one query only, signed so that
 * nobody makes their own.
 *
 * <pre>
 * 1 version | 16 hash of the query | 8 seconds | 4 nanoseconds | 8 sequence   of the last entry
 *           | 8 sequence before which an entry must have arrived | 4 entries before the page
 *           | 16 of an HMAC-SHA256 of all that
 * </pre>
 */
final class Cursors {
  private static final byte VERSION = 1;
  private static final int HASH_BYTES = 16;
  private static final int MAC_BYTES = 16;
  private static final int BODY_BYTES = 1 + HASH_BYTES + 8 + 4 + 8 + 8 + 4;

  private final SecretKeySpec secret;

  Cursors(byte[] secret) {
    this.secret = new SecretKeySpec(secret, "HmacSHA256");
  }

  /**
   * @param until sequence before which entries must have arrived, fixed at the first page
   * @param offset entries on the pages before
   */
  record Cursor(Mark mark, long until, int offset) {}

  String write(Condition where, Order order, Cursor cursor) {
    ByteBuffer body =
        ByteBuffer.allocate(BODY_BYTES + MAC_BYTES)
            .put(VERSION)
            .put(hash(where, order))
            .putLong(cursor.mark().timestamp().getEpochSecond())
            .putInt(cursor.mark().timestamp().getNano())
            .putLong(cursor.mark().sequence())
            .putLong(cursor.until())
            .putInt(cursor.offset());
    body.put(mac(body.array()));
    return text(body.array());
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  Cursor read(Condition where, Order order, String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length == BODY_BYTES + MAC_BYTES
          && text(bytes).equals(text) // the decoder looks at no padding and no bits to spare
          && MessageDigest.isEqual(
              mac(bytes), Arrays.copyOfRange(bytes, BODY_BYTES, bytes.length))) {
        ByteBuffer body = ByteBuffer.wrap(bytes);
        byte[] hash = new byte[HASH_BYTES];
        if (body.get() == VERSION && Arrays.equals(take(body, hash), hash(where, order))) {
          Instant time = Instant.ofEpochSecond(body.getLong(), body.getInt());
          return new Cursor(new Mark(time, body.getLong()), body.getLong(), body.getInt());
        }
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // told below
    }
    throw Problem.wrong(
            ProblemCode.INVALID_CURSOR,
            "cursor",
            "must be that of an earlier page of the same query",
            ContentReader.shortened(text))
        .exception();
  }

  private static byte[] take(ByteBuffer from, byte[] into) {
    from.get(into);
    return into;
  }

  /** What a condition prints is all that it is. */
  private static byte[] hash(Condition where, Order order) {
    try {
      byte[] text = (order + " " + where).getBytes(StandardCharsets.UTF_8);
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(text), HASH_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] mac(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      mac.update(bytes, 0, BODY_BYTES);
      return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
