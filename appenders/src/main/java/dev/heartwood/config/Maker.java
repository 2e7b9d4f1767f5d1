package dev.heartwood.config;

import dev.heartwood.LogHandler;
import java.util.List;

/** Makes a handler from options that were checked before. */
@FunctionalInterface
interface Maker {
  /**
   * @param children the handlers behind it, in the order of the file; it closes them
   * @throws IllegalArgumentException if something is in use by another handler
   */
  LogHandler make(List<LogHandler> children);
}
