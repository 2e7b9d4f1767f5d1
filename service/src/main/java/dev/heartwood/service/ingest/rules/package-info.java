/**
 * The rules that entries pass on their way in: what is left out, limited and masked. Start at
 * {@link dev.heartwood.service.ingest.rules.Rules}.
 */
@NullMarked
package dev.heartwood.service.ingest.rules;

import org.jspecify.annotations.NullMarked;
