package dev.heartwood.service.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a storage holds.
 *
 * @param bytes on disk; 0 if it is in memory
 * @param oldest timestamp of an entry; null if there is none
 * @param firstSequence no entry has a smaller one; {@link Long#MAX_VALUE} if there is none
 * @param expired entries that came too late for what is kept, in all
 */
public record StorageInfo(
    long entries, long bytes, @Nullable Instant oldest, long firstSequence, long expired) {}
