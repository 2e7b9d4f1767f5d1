/**
 * One event, several destinations: {@link dev.heartwood.routing.TeeHandler} for all of them, {@link
 * dev.heartwood.routing.FailoverHandler} for the first that works.
 */
@NullMarked
package dev.heartwood.routing;

import org.jspecify.annotations.NullMarked;
