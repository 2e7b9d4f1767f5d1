/** jcstress proofs: what two threads may see of each other's writes, outcome by outcome. */
@NullMarked
package dev.heartwood.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
