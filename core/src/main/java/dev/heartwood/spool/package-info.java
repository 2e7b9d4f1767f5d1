/**
 * Events that wait on disk for a destination that may be away. Start at {@link
 * dev.heartwood.spool.SpoolingHandler}.
 */
@NullMarked
package dev.heartwood.spool;

import org.jspecify.annotations.NullMarked;
