package dev.heartwood;

import org.jspecify.annotations.Nullable;

/**
 * Where the events of one logger go: a snapshot that is replaced, never changed.
 *
 * @param least the least level, on SLF4J's scale, that passes
 * @param handlers in calling order; not to be written to
 * @param needsCaller whether one of the handlers asked where calls are made
 * @param calls the only handler, if it takes plain calls by their parts
 */
record Route(int least, LogHandler[] handlers, boolean needsCaller, @Nullable CallHandler calls) {
  static Route to(int least, LogHandler... handlers) {
    boolean needsCaller = false;
    for (LogHandler handler : handlers) {
      needsCaller |= handler.needsCaller();
    }
    boolean plain =
        handlers.length == 1
            && !needsCaller
            && handlers[0] instanceof CallHandler only
            && only.takesCalls();
    return new Route(least, handlers, needsCaller, plain ? (CallHandler) handlers[0] : null);
  }

  boolean passes(int level) {
    return level >= least;
  }
}
