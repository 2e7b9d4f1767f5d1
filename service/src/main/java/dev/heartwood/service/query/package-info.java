/**
 * Questions about entries, and what they mean: each condition says itself whether an entry meets
 * it. Start at {@link dev.heartwood.service.query.LogQuery}.
 */
@NullMarked
package dev.heartwood.service.query;

import org.jspecify.annotations.NullMarked;
