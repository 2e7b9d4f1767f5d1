package dev.heartwood.redaction;

/**
 * Finds e-mail addresses (see {@link Detector#EMAIL}). Looks to both sides of each at sign, to the
 * left no further than to the one before, so that the time is linear.
 */
final class MailAddresses implements Finder {
  private static final String ESCAPED_AT = "%40";

  @Override
  public void find(String text, Found found) {
    int floor = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int behind = c == '@' ? i + 1 : c == '%' && text.startsWith(ESCAPED_AT, i) ? i + 3 : -1;
      if (behind < 0) {
        i++;
        continue;
      }
      int start = i;
      while (start > floor && isLocal(text.charAt(start - 1))) {
        start--;
      }
      int end = start == i ? -1 : endOfDomain(text, behind);
      if (end > 0) {
        found.add(start, end);
      }
      floor = Math.max(behind, end);
      i = floor;
    }
  }

  /** Behind the last letter or digit of a name with a dot in it; -1 if there is none. */
  private static int endOfDomain(String text, int start) {
    int end = -1;
    boolean dotted = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
        end = dotted ? i + 1 : -1;
      } else if (c == '.') {
        if (i == start || text.charAt(i - 1) == '.') {
          return end;
        }
        dotted = true;
      } else if (c != '-') {
        return end;
      }
    }
    return end;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || "._+'!#$~-%".indexOf(c) >= 0;
  }
}
