/**
 * Handlers that end in the outside world: the console and files, plain or rolling. Start at {@link
 * dev.heartwood.appenders.FileHandler} and {@link dev.heartwood.appenders.ConsoleHandler}.
 */
@NullMarked
package dev.heartwood.appenders;

import org.jspecify.annotations.NullMarked;
