package dev.heartwood;

/**
 * Where the events of one logger go: a snapshot that is replaced, never changed.
 *
 * @param least the least level, on SLF4J's scale, that passes
 * @param handlers in calling order; not to be written to
 * @param needsCaller whether one of the handlers asked where calls are made
 */
record Route(int least, LogHandler[] handlers, boolean needsCaller) {
  boolean passes(int level) {
    return level >= least;
  }
}
