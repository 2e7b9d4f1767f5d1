package dev.heartwood.spool;

/**
 * What became of the records of a spool since it was opened. Exact when no call is in progress and
 * nothing is being delivered; then {@code found + appended = delivered + refused + lost + damaged +
 * lag.records}.
 *
 * @param found left behind by an earlier process
 * @param appended by this one
 * @param cut of them, because they were longer than a record may be
 * @param delivered taken by the destination
 * @param refused that the destination will never take
 * @param lost because the spool was full: the oldest went
 * @param damaged whose bytes in the spool could not be read
 * @param failures attempts that did not deliver all they were given
 * @param notices of losses, delivered beside the records
 * @param breaker whether it delivers
 * @param lag what waits
 */
public record SpoolStats(
    long found,
    long appended,
    long cut,
    long delivered,
    long refused,
    long lost,
    long damaged,
    long failures,
    long notices,
    BreakerState breaker,
    SpoolLag lag) {}
