package dev.heartwood.store;

/**
 * What a store found on disk when it was opened.
 *
 * @param checkpointEnd of the checkpoint that was used: it held the latest record of each key below
 *     this sequence; -1 if there was none
 * @param badCheckpoints that were damaged, or say more than the journal does, and were not used
 * @param keys in that checkpoint
 * @param restored records of the log below the checkpoint's end that were read again
 * @param replayed records that came after it
 * @param lost records that the journal no longer has: in the log a record that says so stands in
 *     their place, unless they were the first
 */
public record StoreRecovery(
    long checkpointEnd, int badCheckpoints, int keys, long restored, long replayed, long lost) {}
