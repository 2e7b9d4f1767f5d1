/**
 * What the log service does: start at {@link dev.heartwood.benchmarks.service.StorageProbe}, which
 * measures its storage alone.
 */
@NullMarked
package dev.heartwood.benchmarks.service;

import org.jspecify.annotations.NullMarked;
