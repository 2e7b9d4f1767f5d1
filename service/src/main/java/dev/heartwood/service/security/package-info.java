/**
 * Who may do what: API keys, what a start must have, TLS, and a log of what was decided. Start at
 * {@link dev.heartwood.service.security.ApiKeys}.
 */
@NullMarked
package dev.heartwood.service.security;

import org.jspecify.annotations.NullMarked;
