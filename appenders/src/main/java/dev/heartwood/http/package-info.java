/**
 * Events to a server, in batches over HTTP. Start at {@link dev.heartwood.http.HttpHandler} and
 * {@link dev.heartwood.http.HttpConfig}.
 */
@NullMarked
package dev.heartwood.http;

import org.jspecify.annotations.NullMarked;
