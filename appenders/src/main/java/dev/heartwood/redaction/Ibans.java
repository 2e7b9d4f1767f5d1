package dev.heartwood.redaction;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds international bank account numbers (see {@link Detector#IBAN}). From each beginning at most
 * 34 characters are read, so that the time is linear.
 */
final class Ibans implements Finder {
  private static final int MIN_LENGTH = 15;
  private static final int MAX_LENGTH = 34;
  private static final Map<String, Integer> LENGTHS = lengths();

  @Override
  public void find(String text, Found found) {
    int[] positions = new int[MAX_LENGTH];
    int i = 0;
    while (i + MIN_LENGTH <= text.length()) {
      int end = looksLikeStart(text, i) && beginsWord(text, i) ? endAt(text, i, positions) : -1;
      if (end < 0) {
        i++;
      } else {
        found.add(i, end);
        i = end;
      }
    }
  }

  /** Whether two letters and two digits stand here. */
  static boolean looksLikeStart(String text, int i) {
    return i >= 0
        && i + 4 <= text.length()
        && isLetter(text.charAt(i))
        && isLetter(text.charAt(i + 1))
        && isDigit(text.charAt(i + 2))
        && isDigit(text.charAt(i + 3));
  }

  private static boolean beginsWord(String text, int i) {
    return i == 0
        || !isLetter(text.charAt(i - 1)) && !isDigit(text.charAt(i - 1))
        || text.regionMatches(true, i - 4, "iban", 0, 4);
  }

  private static int endAt(String text, int start, int[] positions) {
    int count = 0;
    int i = start;
    while (i < text.length() && count < MAX_LENGTH) {
      char c = text.charAt(i);
      if (isLetter(c) || isDigit(c)) {
        positions[count++] = i++;
      } else if (CardNumbers.isSeparator(c)
          && i + 1 < text.length()
          && !CardNumbers.isSeparator(text.charAt(i + 1))) {
        i++;
      } else {
        break;
      }
    }
    Integer length = LENGTHS.get(country(text, start));
    if (length != null) {
      return count >= length && passesMod97(text, positions, length)
          ? positions[length - 1] + 1
          : -1;
    }
    int inOnePiece = contiguous(positions, count);
    boolean whole =
        inOnePiece >= MIN_LENGTH
            && (positions[inOnePiece - 1] + 1 == text.length()
                || !isAlphanumeric(text.charAt(positions[inOnePiece - 1] + 1)));
    return whole && passesMod97(text, positions, inOnePiece) ? positions[inOnePiece - 1] + 1 : -1;
  }

  private static int contiguous(int[] positions, int count) {
    int n = 1;
    while (n < count && positions[n] == positions[n - 1] + 1) {
      n++;
    }
    return n;
  }

  /** The check of ISO 13616: the first four characters moved to the end, letters as 10 to 35. */
  private static boolean passesMod97(String text, int[] positions, int length) {
    int remainder = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(positions[(i + 4) % length]);
      remainder =
          isDigit(c)
              ? (remainder * 10 + (c - '0')) % 97
              : (remainder * 100 + ((c | 0x20) - 'a' + 10)) % 97;
    }
    return remainder == 1;
  }

  private static String country(String text, int start) {
    char first = (char) (text.charAt(start) & ~0x20);
    char second = (char) (text.charAt(start + 1) & ~0x20);
    return String.valueOf(new char[] {first, second});
  }

  private static boolean isAlphanumeric(char c) {
    return isLetter(c) || isDigit(c);
  }

  private static boolean isLetter(char c) {
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Map<String, Integer> lengths() {
    String table =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
            + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28"
            + " HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21"
            + " LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29"
            + " PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23"
            + " TN24 TR26 UA29 VA22 VG24 XK20 YE30";
    Map<String, Integer> lengths = new HashMap<>();
    for (String entry : table.split(" ")) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return Map.copyOf(lengths);
  }
}
