package dev.heartwood.store;

import dev.heartwood.journal.JournalStats;

/**
 * What a store on disk has done since it was opened, and what it found then.
 *
 * @param checkpoints written
 * @param failedCheckpoints that could not be written; the journal keeps what they would have held
 * @param checkpointEnd the records below this sequence are in the last checkpoint; -1 without one
 * @param cut records that were longer than a quarter of a segment of the journal and lost the end
 *     of long texts
 * @param recovery what was found when it was opened
 * @param journal how its journal does
 */
public record PersistenceStats(
    long checkpoints,
    long failedCheckpoints,
    long checkpointEnd,
    long cut,
    StoreRecovery recovery,
    JournalStats journal) {}
