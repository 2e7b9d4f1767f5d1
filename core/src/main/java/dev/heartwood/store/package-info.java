/**
 * Records kept in memory and asked for: in arrival order ({@code replay}) and the newest of each
 * key ({@code latest}). Start at {@link dev.heartwood.store.CompactingStore}.
 *
 * <p>What an append does to the store follows from the record, its key, the time of its receipt and
 * the configuration alone, in arrival order: the same appends give the same store again. A store on
 * disk is recovered in that way: see {@link dev.heartwood.store.CompactingStore#open}.
 */
@NullMarked
package dev.heartwood.store;

import org.jspecify.annotations.NullMarked;
