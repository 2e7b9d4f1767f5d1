package dev.heartwood.redaction;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Options of a {@link PatternRedactor}.
 *
 * @param secretKeys names of keys whose values are masked whatever they are, in key-values, in the
 *     MDC and, by {@link Detector#PASSWORD}, in texts. A key is secret if it ends with one of them;
 *     case, {@code _}, {@code -}, {@code .} and digits at the end do not count
 * @param detectors what is looked for in texts; of two that overlap the one that begins first, then
 *     the earlier here, gives the mask. Names must differ
 * @param mask written in place of a secret; 1 to 64 characters, no white space, quotes, {@code =},
 *     {@code :}, {@code &}, {@code ,} or {@code ;}
 * @param maxChars longer texts are cut before what was not looked at; 1,024 to 1,048,576
 * @param maxFinds a text with more secrets is masked as a whole; 1 to 65,536
 */
public record RedactionConfig(
    Set<String> secretKeys, List<Detector> detectors, String mask, int maxChars, int maxFinds) {
  public static final String DEFAULT_MASK = "****";
  public static final int DEFAULT_MAX_CHARS = 64 * 1024;
  public static final int DEFAULT_MAX_FINDS = 1000;
  public static final Set<String> DEFAULT_SECRET_KEYS =
      Set.of(
          "password",
          "passwords",
          "passwd",
          "pwd",
          "passphrase",
          "passcode",
          "passwordHash",
          "secret",
          "secrets",
          "secretKey",
          "privateKey",
          "apiKey",
          "accessKey",
          "token",
          "authorization",
          "credential",
          "credentials",
          "cookie",
          "sessionId",
          "cvv",
          "cvc");
  public static final List<Detector> DEFAULT_DETECTORS =
      List.of(
          Detector.PASSWORD,
          Detector.BEARER_TOKEN,
          Detector.JWT,
          Detector.CARD_NUMBER,
          Detector.IBAN,
          Detector.EMAIL);

  /** All built-in detectors and the usual keys. */
  public static final RedactionConfig DEFAULT =
      new RedactionConfig(
          DEFAULT_SECRET_KEYS,
          DEFAULT_DETECTORS,
          DEFAULT_MASK,
          DEFAULT_MAX_CHARS,
          DEFAULT_MAX_FINDS);

  private static final int MIN_MAX_CHARS = 1024;
  private static final int MAX_MAX_CHARS = 1 << 20;
  private static final int MAX_MAX_FINDS = 1 << 16;
  private static final int MAX_DETECTORS = 256;
  private static final int MAX_MASK_CHARS = 64;

  public RedactionConfig {
    secretKeys = Set.copyOf(secretKeys);
    detectors = List.copyOf(detectors);
    for (String key : secretKeys) {
      if (KeyNames.normalized(key).isEmpty()) {
        throw new IllegalArgumentException("secret key must have a letter, was \"" + key + "\"");
      }
    }
    checkDetectors(detectors);
    checkMask(mask);
    if (maxChars < MIN_MAX_CHARS || maxChars > MAX_MAX_CHARS) {
      throw new IllegalArgumentException("maxChars must be 1024 to 1048576, was " + maxChars);
    }
    if (maxFinds < 1 || maxFinds > MAX_MAX_FINDS) {
      throw new IllegalArgumentException("maxFinds must be 1 to 65536, was " + maxFinds);
    }
  }

  public RedactionConfig withSecretKeys(Set<String> value) {
    return new RedactionConfig(value, detectors, mask, maxChars, maxFinds);
  }

  /** One more secret key. */
  public RedactionConfig withSecretKey(String name) {
    Set<String> more = new LinkedHashSet<>(secretKeys);
    more.add(name);
    return withSecretKeys(more);
  }

  public RedactionConfig withDetectors(List<Detector> value) {
    return new RedactionConfig(secretKeys, value, mask, maxChars, maxFinds);
  }

  /** One more detector, in place of the one that has its name, if any. */
  public RedactionConfig withDetector(Detector detector) {
    List<Detector> more = new ArrayList<>(detectors);
    more.removeIf(other -> other.name().equals(detector.name()));
    more.add(detector);
    return withDetectors(more);
  }

  /** Without the detector of this name. */
  public RedactionConfig withoutDetector(String name) {
    return withDetectors(detectors.stream().filter(d -> !d.name().equals(name)).toList());
  }

  public RedactionConfig withMask(String value) {
    return new RedactionConfig(secretKeys, detectors, value, maxChars, maxFinds);
  }

  public RedactionConfig withMaxChars(int value) {
    return new RedactionConfig(secretKeys, detectors, mask, value, maxFinds);
  }

  public RedactionConfig withMaxFinds(int value) {
    return new RedactionConfig(secretKeys, detectors, mask, maxChars, value);
  }

  /** A mask must be found again as one value, so that masking twice changes nothing. */
  static void checkMask(String mask) {
    boolean plain =
        mask.chars().noneMatch(c -> Character.isWhitespace(c) || "\"'=:&,;\\".indexOf(c) >= 0);
    if (mask.isEmpty() || mask.length() > MAX_MASK_CHARS || !plain) {
      throw new IllegalArgumentException(
          "mask must be 1 to 64 characters without white space, quotes, backslash or = : & , ;"
              + " was \""
              + mask
              + "\"");
    }
  }

  private static void checkDetectors(List<Detector> detectors) {
    if (detectors.size() > MAX_DETECTORS) {
      throw new IllegalArgumentException(
          "detectors must be at most " + MAX_DETECTORS + ", were " + detectors.size());
    }
    Set<String> names = new HashSet<>();
    for (Detector detector : detectors) {
      if (!names.add(detector.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "detector names must differ, found twice " + detector.name());
      }
    }
  }
}
