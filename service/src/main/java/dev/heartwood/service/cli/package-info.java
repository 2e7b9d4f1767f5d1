/**
 * The command line: runs a service, talks to one, looks after its keys and data. Start at {@link
 * dev.heartwood.service.cli.Main}.
 */
@NullMarked
package dev.heartwood.service.cli;

import org.jspecify.annotations.NullMarked;
