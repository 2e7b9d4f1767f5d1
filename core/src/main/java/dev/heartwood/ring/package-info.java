/**
 * The bounded hand-off from any number of callers to one worker; no handler is known here. Start at
 * {@link dev.heartwood.ring.HandOff}.
 */
@NullMarked
package dev.heartwood.ring;

import org.jspecify.annotations.NullMarked;
