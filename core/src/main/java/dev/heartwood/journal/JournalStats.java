package dev.heartwood.journal;

/**
 * What a journal holds and what became of the rest, since it was opened. Each number is exact when
 * nothing is in progress; they are read one after the other.
 *
 * @param epoch of the positions that are given out now
 * @param first the oldest sequence that is kept
 * @param end the sequence that the next record gets
 * @param durableEnd the first sequence that a loss of power may take
 * @param appended records
 * @param appendedBytes of their payloads
 * @param segments files that hold records
 * @param sealedSegments those of them that are compressed
 * @param diskBytes what they take, with the file that is kept ready
 * @param forces calls that made records durable
 * @param failedForces after each of them a new segment took over what was not durable
 * @param failedWrites appends that the disk refused; their callers know
 * @param lostToFailedForces records that could not be read back after a failed force
 * @param failedUpkeep attempts to seal, to delete or to make a segment ready that failed; they are
 *     repeated
 * @param retiredByBytes records that went because of {@code maxBytes}
 * @param retiredByAge because of {@code maxAge}
 * @param retiredConsumed because every named reader had read them
 * @param recovery what opening found
 */
public record JournalStats(
    long epoch,
    long first,
    long end,
    long durableEnd,
    long appended,
    long appendedBytes,
    int segments,
    int sealedSegments,
    long diskBytes,
    long forces,
    long failedForces,
    long failedWrites,
    long lostToFailedForces,
    long failedUpkeep,
    long retiredByBytes,
    long retiredByAge,
    long retiredConsumed,
    RecoveryReport recovery) {}
