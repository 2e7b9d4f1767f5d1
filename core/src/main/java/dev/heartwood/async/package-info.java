/**
 * Where an event leaves its caller: a ring and a worker in front of a handler. Start at {@link
 * dev.heartwood.async.AsyncHandler}.
 */
@NullMarked
package dev.heartwood.async;

import org.jspecify.annotations.NullMarked;
