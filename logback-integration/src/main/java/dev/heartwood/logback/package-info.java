/**
 * Heartwood in {@code logback.xml}: the only code that knows Logback. Start at {@link
 * dev.heartwood.logback.AsyncAppender}; code that needs an event of Logback's as one of ours starts
 * at {@link dev.heartwood.logback.LogbackEvent}.
 */
@NullMarked
package dev.heartwood.logback;

import org.jspecify.annotations.NullMarked;
