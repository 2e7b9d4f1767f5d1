/**
 * The log service as a library: entries in, questions about them, replay and live tail. Start at
 * {@link dev.heartwood.service.LogService}.
 */
@NullMarked
package dev.heartwood.service;

import org.jspecify.annotations.NullMarked;
