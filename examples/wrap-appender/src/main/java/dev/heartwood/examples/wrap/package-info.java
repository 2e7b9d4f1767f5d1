/**
 * Appenders that know nothing of Heartwood, behind its ring. Start at {@link
 * dev.heartwood.examples.wrap.WrapAppender}.
 */
@NullMarked
package dev.heartwood.examples.wrap;

import org.jspecify.annotations.NullMarked;
