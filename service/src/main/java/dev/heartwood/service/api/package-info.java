/**
 * The service over HTTP: JSON in and out, routes, streams, limits. Start at {@link
 * dev.heartwood.service.api.ApiServer}.
 */
@NullMarked
package dev.heartwood.service.api;

import org.jspecify.annotations.NullMarked;
