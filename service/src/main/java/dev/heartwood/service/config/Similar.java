package dev.heartwood.service.config;

import java.util.Collection;

/** Guesses what somebody meant who has mistyped a name. */
final class Similar {
  private static final int MOST_CHANGES = 3;

  private Similar() {}

  /** {@code "; did you mean ...?"}, or nothing if no name is near. */
  static String to(String typed, Collection<String> names) {
    String nearest = "";
    int least = MOST_CHANGES + 1;
    for (String name : names) {
      int changes = changes(typed, name);
      if (changes < least) {
        least = changes;
        nearest = name;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
  }

  /** Letters to add, take away or replace to make one text of the other: Levenshtein's distance. */
  private static int changes(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int same = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
