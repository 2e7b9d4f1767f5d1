/**
 * What the service keeps: entries, their levels and contents. Start at {@link
 * dev.heartwood.service.entry.LogEntry}.
 */
@NullMarked
package dev.heartwood.service.entry;

import org.jspecify.annotations.NullMarked;
