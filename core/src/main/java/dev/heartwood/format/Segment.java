package dev.heartwood.format;

import dev.heartwood.LogEvent;

/**
 * One piece of a compiled pattern. An abstract class, not an interface: its calls are cheaper where
 * many kinds follow each other.
 */
abstract class Segment {
  abstract void write(LogEvent event, Utf8Buffer out);

  /** Whether there is nothing to print, for which Logback prints "null", or spaces if padded. */
  boolean isAbsent(LogEvent event) {
    return false;
  }

  /** Whether the output depends on nothing but the level, so that it can be made in advance. */
  boolean dependsOnLevelOnly() {
    return false;
  }

  /** Whether the output depends on nothing but the names of level, logger and thread. */
  boolean dependsOnNamesOnly() {
    return dependsOnLevelOnly();
  }
}
