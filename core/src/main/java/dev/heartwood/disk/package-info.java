/**
 * The one seam to the disk, so that what writes files runs on real ones and on a simulated disk
 * alike. Start at {@link dev.heartwood.disk.Disk}.
 */
@NullMarked
package dev.heartwood.disk;

import org.jspecify.annotations.NullMarked;
