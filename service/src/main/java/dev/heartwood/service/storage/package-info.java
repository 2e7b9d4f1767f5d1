/**
 * Where entries are kept and found: one seam, {@link dev.heartwood.service.storage.LogStorage}, and
 * its engines.
 */
@NullMarked
package dev.heartwood.service.storage;

import org.jspecify.annotations.NullMarked;
