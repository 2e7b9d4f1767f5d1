/**
 * The words everybody uses: events, records, handlers and the logger facade. Start at {@link
 * dev.heartwood.LogHandler}.
 */
@NullMarked
package dev.heartwood;

import org.jspecify.annotations.NullMarked;
