/**
 * Ids for records and requests: ordered by time, unique without asking anybody. Start at {@link
 * dev.heartwood.id.IdGenerator}.
 */
@NullMarked
package dev.heartwood.id;

import org.jspecify.annotations.NullMarked;
