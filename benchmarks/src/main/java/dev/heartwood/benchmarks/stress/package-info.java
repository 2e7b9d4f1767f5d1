/**
 * jcstress proofs: what two threads may see of each other's writes, outcome by outcome.
 *
 * <pre>
 * mvn -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar org.openjdk.jcstress.Main -t Ring           one, thoroughly
 * java -cp benchmarks/target/benchmarks.jar org.openjdk.jcstress.Main -m quick          all, some minutes
 * java -cp benchmarks/target/benchmarks.jar org.openjdk.jcstress.Main -m sanity         all, about 2 minutes
 * </pre>
 *
 * A proof with three actors runs only where there are three processors.
 */
@NullMarked
package dev.heartwood.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
