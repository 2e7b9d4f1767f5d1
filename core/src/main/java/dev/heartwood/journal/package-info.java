/**
 * Records on disk: append-only, in segments, read from a position, from a time or by name. Start at
 * {@link dev.heartwood.journal.Journal}.
 */
@NullMarked
package dev.heartwood.journal;

import org.jspecify.annotations.NullMarked;
