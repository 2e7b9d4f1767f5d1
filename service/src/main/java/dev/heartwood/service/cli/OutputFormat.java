package dev.heartwood.service.cli;

import java.util.Locale;

/** How things are printed; in lower case, as it is typed. */
enum OutputFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
