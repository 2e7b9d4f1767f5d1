package dev.heartwood.redaction;

/**
 * Finds payment card numbers (see {@link Detector#CARD_NUMBER}). Every group of digits is looked at
 * as a beginning, so that other numbers in front do not hide a card; a beginning is followed for at
 * most 19 digits, so that the time is linear.
 */
final class CardNumbers implements Finder {
  private static final int MIN_DIGITS = 13;
  private static final int MAX_DIGITS = 19;
  private static final int MIN_GROUP = 3;
  private static final int MAX_GROUP = 8;

  @Override
  public void find(String text, Found found) {
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text, i)) {
        i++;
        continue;
      }
      int end = endOfDigits(text, i);
      int count = end - i;
      if (count >= MIN_DIGITS && count <= MAX_DIGITS) {
        if (!isFraction(text, i)) {
          check(text, i, end, count, found);
        }
      } else if (count >= MIN_GROUP && count <= MAX_GROUP) {
        findInGroups(text, i, end, found);
      }
      i = end;
    }
  }

  private static void findInGroups(String text, int start, int firstEnd, Found found) {
    int count = firstEnd - start;
    int end = firstEnd;
    while (end + 1 < text.length() && isSeparator(text.charAt(end)) && isDigit(text, end + 1)) {
      int groupEnd = endOfDigits(text, end + 1);
      int group = groupEnd - end - 1;
      count += group;
      if (group > MAX_GROUP || count > MAX_DIGITS) {
        return;
      }
      end = groupEnd;
      if (count >= MIN_DIGITS) {
        check(text, start, end, count, found);
      }
      if (group < MIN_GROUP) {
        return; // only the last group may be that short
      }
    }
  }

  private static void check(String text, int start, int end, int count, Found found) {
    int[] digits = new int[count];
    int n = 0;
    for (int i = start; i < end; i++) {
      if (isDigit(text, i)) {
        digits[n++] = text.charAt(i) - '0';
      }
    }
    if (mayBeIssued(digits) && !isDateAndTime(digits) && passesLuhn(digits)) {
      found.add(start, end);
    }
  }

  /** The check of ISO/IEC 7812-1, annex B. */
  static boolean passesLuhn(int[] digits) {
    int sum = 0;
    for (int i = 0; i < digits.length; i++) {
      int digit = digits[digits.length - 1 - i];
      int weighted = i % 2 == 0 ? digit : 2 * digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }

  private static boolean mayBeIssued(int[] digits) {
    return digits[0] > 1 || digits[0] == 1 && digits.length == 15;
  }

  /** {@code yyyyMMddHHmmss} or {@code yyyyMMddHHmmssSSS} of this century or the last. */
  private static boolean isDateAndTime(int[] digits) {
    if (digits.length != 14 && digits.length != 17) {
      return false;
    }
    int century = two(digits, 0);
    int month = two(digits, 4);
    int day = two(digits, 6);
    return (century == 19 || century == 20)
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= 31
        && two(digits, 8) <= 23
        && two(digits, 10) <= 59
        && two(digits, 12) <= 59;
  }

  private static int two(int[] digits, int at) {
    return digits[at] * 10 + digits[at + 1];
  }

  private static boolean isFraction(String text, int start) {
    return start >= 2 && text.charAt(start - 1) == '.' && isDigit(text, start - 2);
  }

  private static int endOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text, end)) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(String text, int i) {
    char c = text.charAt(i);
    return c >= '0' && c <= '9';
  }

  /** Space and dash, and their typographic forms: no-break space, no-break hyphen, en dash. */
  static boolean isSeparator(char c) {
    return c == ' ' || c == '-' || c == '\u00A0' || c == '\u2011' || c == '\u2013';
  }
}
