package dev.heartwood.service.storage.lucene;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LuceneStorage#verify} found in one day's partition.
 *
 * @param problem what is damaged; null if all is well
 */
public record DayCheck(LocalDate day, long entries, long bytes, @Nullable String problem) {}
