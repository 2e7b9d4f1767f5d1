package dev.heartwood.service;

import dev.heartwood.journal.JournalStats;
import dev.heartwood.service.storage.StorageInfo;

/**
 * What a service holds and does, since it was opened.
 *
 * @param journal that everything stands in
 * @param index what is found by questions
 * @param latestKeys keys that have a newest entry, those of each service counted apart
 * @param backlog entries accepted and not yet indexed
 * @param feeds replays and tails that are open
 * @param idempotencyKeys that are remembered
 * @param forgottenKeys idempotency keys and client ids that went before their time, since there
 *     were too many
 * @param statsAsked questions for counts
 * @param statsCached those of them that were answered from memory
 * @param usableBytes that this process may still write to the disk of the data
 */
public record ServiceStats(
    JournalStats journal,
    StorageInfo index,
    long latestKeys,
    long backlog,
    int feeds,
    long idempotencyKeys,
    long forgottenKeys,
    long statsAsked,
    long statsCached,
    long usableBytes) {}
