package dev.heartwood.id;

/**
 * Makes ids, each different from every other.
 *
 * <p><b>Threads:</b> any thread, none waits for another.
 */
@FunctionalInterface
public interface IdGenerator {
  /** The next id in its text form. */
  String nextId();
}
