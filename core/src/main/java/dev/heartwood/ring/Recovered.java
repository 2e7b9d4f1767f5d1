package dev.heartwood.ring;

/**
 * What a {@link MappedRing} was found to hold at its start.
 *
 * @param events those that are still to be delivered
 * @param seen how many of them the handler of a process before has seen already, though it is not
 *     known what became of them
 * @param holes claims that were never completed: calls that had not returned
 * @param lostBytes what could not be read
 * @param sameBoot whether the machine was not booted since: nothing can then be missing
 */
public record Recovered(long events, long seen, long holes, long lostBytes, boolean sameBoot) {
  static final Recovered NOTHING = new Recovered(0, 0, 0, 0, true);

  Recovered plus(Recovered other) {
    return new Recovered(
        events + other.events,
        seen + other.seen,
        holes + other.holes,
        lostBytes + other.lostBytes,
        sameBoot && other.sameBoot);
  }
}
