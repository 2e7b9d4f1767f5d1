package dev.heartwood.async;

/** What has happened to an event when the call that logged it has returned. */
public enum Durability {
  /** It is in memory: an end of the process that nobody announced loses what is queued. */
  MEMORY,

  /**
   * It is in a mapped file: it survives {@code kill -9}, a crash of the JVM and {@code
   * System.exit}, and is delivered at the next start; not a power failure. Into a file of ours it
   * is written exactly once, elsewhere at least once.
   */
  PROCESS,

  /**
   * It is on the disk, which has confirmed it: it survives a loss of power as well. Calls wait for
   * the disk, and those that wait at the same time share one confirmation.
   */
  DISK
}
