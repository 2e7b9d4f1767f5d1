package dev.heartwood.spool;

import java.time.Duration;

/**
 * What waits in a spool.
 *
 * @param records not yet delivered
 * @param bytes of them, about: their number times the mean size of what was written and read since
 *     the spool was opened
 * @param oldest how long the oldest of them has been in the spool; zero if nothing waits, and until
 *     it was read for the first time
 */
public record SpoolLag(long records, long bytes, Duration oldest) {}
