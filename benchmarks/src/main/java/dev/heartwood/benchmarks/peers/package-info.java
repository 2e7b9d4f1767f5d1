/**
 * Heartwood and its peers side by side: the same calls, the same line, the same file system, each
 * trial in a JVM of its own. Start at {@link dev.heartwood.benchmarks.peers.Comparison}.
 */
@NullMarked
package dev.heartwood.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
