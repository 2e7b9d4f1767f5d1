/**
 * What the log service does: start at {@link dev.heartwood.benchmarks.service.ServiceComparison},
 * which fills and asks it through HTTP, beside its peers; {@link
 * dev.heartwood.benchmarks.service.StorageProbe} measures its storage alone.
 */
@NullMarked
package dev.heartwood.benchmarks.service;

import org.jspecify.annotations.NullMarked;
