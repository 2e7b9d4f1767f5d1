package dev.heartwood.config;

import java.util.Map;

/**
 * A whole file, checked, with nothing opened yet.
 *
 * @param definitions of the handlers that are used, each behind those that it uses itself
 */
record Plan(Map<String, LoggerRule> loggers, Map<String, Definition> definitions) {}
