/**
 * The command line: looks at ring files, journals, spools and stores, reads what they hold and
 * saves what can be saved. Start at {@link dev.heartwood.tool.Tool}.
 */
@NullMarked
package dev.heartwood.tool;

import org.jspecify.annotations.NullMarked;
