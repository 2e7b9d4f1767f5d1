/**
 * The log service, as a part of a program and over HTTP. Start at {@link
 * dev.heartwood.examples.service.ServiceExample}.
 */
@NullMarked
package dev.heartwood.examples.service;

import org.jspecify.annotations.NullMarked;
