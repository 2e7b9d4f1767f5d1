/**
 * Events to bytes: pattern and JSON lines in UTF-8. Start at {@link dev.heartwood.format.Encoder}.
 */
@NullMarked
package dev.heartwood.format;

import org.jspecify.annotations.NullMarked;
