/**
 * Heartwood's own loggers, from code and from a YAML file, without Logback. Start at {@link
 * dev.heartwood.examples.facade.FacadeExample}.
 */
@NullMarked
package dev.heartwood.examples.facade;

import org.jspecify.annotations.NullMarked;
