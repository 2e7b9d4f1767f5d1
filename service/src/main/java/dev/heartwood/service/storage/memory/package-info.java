/**
 * A storage in memory, for tests and for what may be lost. Start at {@link
 * dev.heartwood.service.storage.memory.MemoryStorage}.
 */
@NullMarked
package dev.heartwood.service.storage.memory;

import org.jspecify.annotations.NullMarked;
