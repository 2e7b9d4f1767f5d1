/**
 * Masks secrets in events by the names of their keys and by what values look like, in linear time.
 * Start at {@link dev.heartwood.redaction.PatternRedactor}.
 */
@NullMarked
package dev.heartwood.redaction;

import org.jspecify.annotations.NullMarked;
