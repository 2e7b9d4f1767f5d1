/** JMH benchmarks of the parts, each named by the question that it answers. */
@NullMarked
package dev.heartwood.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
