/**
 * The options of a service: from a YAML file, the environment and flags. Start at {@link
 * dev.heartwood.service.config.Settings}.
 */
@NullMarked
package dev.heartwood.service.config;

import org.jspecify.annotations.NullMarked;
