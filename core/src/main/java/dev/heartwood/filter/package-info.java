/**
 * Which events pass, and how they are changed on the way. Start at {@link
 * dev.heartwood.filter.LogFilter}.
 */
@NullMarked
package dev.heartwood.filter;

import org.jspecify.annotations.NullMarked;
