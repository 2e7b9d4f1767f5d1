package dev.heartwood.tool;

/** How records and facts are printed; in lower case, as they are typed. */
enum OutputFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
