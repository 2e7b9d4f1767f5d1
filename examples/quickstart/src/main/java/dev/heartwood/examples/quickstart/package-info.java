/**
 * An order service that logs through SLF4J into two files and a store. Start at {@link
 * dev.heartwood.examples.quickstart.Quickstart}.
 */
@NullMarked
package dev.heartwood.examples.quickstart;

import org.jspecify.annotations.NullMarked;
