/**
 * Loggers and handlers from a small YAML file, for applications without Logback. Start at {@link
 * dev.heartwood.config.YamlConfig}.
 */
@NullMarked
package dev.heartwood.config;

import org.jspecify.annotations.NullMarked;
