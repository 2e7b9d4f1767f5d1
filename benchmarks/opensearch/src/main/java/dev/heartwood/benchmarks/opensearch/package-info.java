/**
 * OpenSearch as the service's peer. Start at {@link
 * dev.heartwood.benchmarks.opensearch.OpenSearchNode}, which the comparison runs in a process of
 * its own.
 */
@NullMarked
package dev.heartwood.benchmarks.opensearch;

import org.jspecify.annotations.NullMarked;
