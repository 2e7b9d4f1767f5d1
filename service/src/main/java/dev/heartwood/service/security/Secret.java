package dev.heartwood.service.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * The text of a key.
 *
 * <pre>
 * hw_k3f9x2ab_7n0d...   hw, the id (8 characters, 40 bits), the secret (32 characters, 160 bits)
 * </pre>
 *
 * <p>Digits and lower-case letters without i, l, o and u, so that nobody misreads one and scanners
 * for leaked secrets find it. With 160 random bits one SHA-256 is hash enough: there is nothing to
 * guess that a slow one would protect.
 */
final class Secret {
  static final int ID_CHARS = 8;
  static final int MAX_CHARS = 128;

  private static final String PREFIX = "hw_";
  private static final int SECRET_CHARS = 32;
  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secret() {}

  static String newId() {
    return random(ID_CHARS);
  }

  static String newText(String id) {
    return PREFIX + id + "_" + random(SECRET_CHARS);
  }

  /** The id in a text that looks like a key, else one that no key has. */
  static String idIn(String text) {
    int end = PREFIX.length() + ID_CHARS;
    boolean like = text.startsWith(PREFIX) && text.length() > end && text.charAt(end) == '_';
    return like ? text.substring(PREFIX.length(), end) : "";
  }

  /** Reads no more of a text than a key can be long, so that a caller cannot make this slow. */
  static byte[] digest(String text) {
    String bounded = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return sha256.digest(bounded.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String random(int chars) {
    StringBuilder text = new StringBuilder(chars);
    byte[] bytes = new byte[chars];
    RANDOM.nextBytes(bytes);
    for (byte each : bytes) {
      text.append(ALPHABET[each & 31]);
    }
    return text.toString();
  }
}
