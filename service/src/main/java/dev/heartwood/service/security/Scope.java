package dev.heartwood.service.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a key may do. None implies another: a key that may do two things has both. */
public enum Scope {
  /** Send entries. */
  INGEST,

  /** Read entries: query, statistics, replay, latest, tail. */
  QUERY,

  /** See how the service is, and change it. */
  ADMIN;

  /** As it is typed and printed. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The scope of this text.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scope parse(String text) {
    for (Scope each : values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    String all = Arrays.stream(values()).map(Scope::text).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("scope must be one of " + all + ", was '" + text + "'");
  }
}
