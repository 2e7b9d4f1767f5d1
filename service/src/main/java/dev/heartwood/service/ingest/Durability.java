package dev.heartwood.service.ingest;

import java.util.Locale;

/** What has happened to an entry when the service says that it has it. */
public enum Durability {
  /** It is in memory: an end of the process that nobody announced loses what is queued. */
  MEMORY,

  /** It is in the page cache: it survives {@code kill -9}, not a loss of power. */
  PROCESS,

  /** It is forced to disk: it survives a loss of power. */
  DISK;

  /** As it stands in answers and configuration: {@code memory}, {@code process}, {@code disk}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
