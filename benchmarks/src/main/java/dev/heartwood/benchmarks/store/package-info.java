/** What the store costs: start at {@link dev.heartwood.benchmarks.store.ReadersCost}. */
@NullMarked
package dev.heartwood.benchmarks.store;

import org.jspecify.annotations.NullMarked;
