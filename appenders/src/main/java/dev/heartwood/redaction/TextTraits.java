package dev.heartwood.redaction;

/**
 * What one pass over a text shows about the kinds of secret that may be in it: most texts show
 * nothing, and no detector has to look.
 */
final class TextTraits {
  static final int AT = 1;
  static final int DIGITS = 1 << 1;
  static final int ASSIGNMENT = 1 << 2;
  static final int JWT = 1 << 3;
  static final int BEARER = 1 << 4;
  static final int IBAN = 1 << 5;

  private static final int FEWEST_CARD_DIGITS = 13;
  private static final boolean[] TELLING = new boolean[128];

  static {
    for (char c : "0123456789@%=:ybB".toCharArray()) {
      TELLING[c] = true;
    }
  }

  private TextTraits() {}

  static int of(String text) {
    int traits = 0;
    int digits = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 128 || !TELLING[c]) {
        continue;
      }
      switch (c) {
        case '@' -> traits |= AT;
        case '%' -> traits |= text.startsWith("40", i + 1) ? AT : 0;
        case '=', ':' -> traits |= ASSIGNMENT;
        case 'y' -> traits |= text.startsWith("eyJ", i - 1) ? JWT : 0;
        case 'b', 'B' -> traits |= text.regionMatches(true, i, "bearer", 0, 6) ? BEARER : 0;
        default -> {
          digits++;
          traits |= Ibans.looksLikeStart(text, i - 3) ? IBAN : 0;
        }
      }
    }
    return digits >= FEWEST_CARD_DIGITS ? traits | DIGITS : traits;
  }
}
