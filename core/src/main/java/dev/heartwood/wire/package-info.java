/**
 * The binary form of an event, for whatever outlives its process: rings in files, journals, spools.
 * Start at {@link dev.heartwood.wire.EventWriter} and {@link dev.heartwood.wire.EventView}.
 */
@NullMarked
package dev.heartwood.wire;

import org.jspecify.annotations.NullMarked;
