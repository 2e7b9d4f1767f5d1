package dev.heartwood.config;

import dev.heartwood.Threshold;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the file sets at one logger name.
 *
 * @param level null inherits
 * @param handlers by their names
 */
record LoggerRule(@Nullable Threshold level, List<String> handlers, boolean additive) {}
