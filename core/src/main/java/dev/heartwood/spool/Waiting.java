package dev.heartwood.spool;

import dev.heartwood.LogRecord;

/**
 * A record that was read from the spool and is not yet delivered.
 *
 * @param sequence of the record; a notice has that of the record behind it
 * @param receivedNanos when it came into the spool, since 1970
 * @param isNotice whether it tells of a loss and stands for no record of the spool
 */
record Waiting(LogRecord event, long sequence, long receivedNanos, boolean isNotice) {}
