package dev.heartwood.journal;

/** Which records a reader is given. */
public enum Visibility {
  /** All that are appended; a loss of power may still take the newest of them back. */
  WRITTEN,
  /** Only those that survive a loss of power: see {@link Journal#durableEnd()}. */
  DURABLE
}
