/**
 * How entries come in: who sends them, what is refused or left out, and the journal that keeps the
 * rest before anybody is told so. Start at {@link dev.heartwood.service.ingest.Batch} and {@link
 * dev.heartwood.service.ingest.Receipt}.
 */
@NullMarked
package dev.heartwood.service.ingest;

import org.jspecify.annotations.NullMarked;
