package dev.heartwood.journal;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One file of a journal, as {@link JournalFiles} found it.
 *
 * @param number in the order they were begun
 * @param epoch of the records in it
 * @param first sequence in it
 * @param end the sequence behind it
 * @param bytes on the disk
 * @param begun when
 * @param sealed whether it is compressed
 * @param codec that it is compressed with, empty if it is not
 */
public record SegmentFile(
    Path path,
    long number,
    long epoch,
    long first,
    long end,
    long bytes,
    Instant begun,
    boolean sealed,
    String codec) {}
