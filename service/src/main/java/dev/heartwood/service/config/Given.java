package dev.heartwood.service.config;

import java.util.List;

/**
 * What somebody set an option to, not yet understood.
 *
 * @param origin for people: {@code heartwood.yaml line 3}, {@code HEARTWOOD_SERVER_PORT}, {@code
 *     --port}
 * @param items one for a single value; of a map each is {@code name=value}
 */
record Given(String origin, List<String> items) {
  Given {
    items = List.copyOf(items);
  }

  SettingsException fault(String fault, Throwable cause) {
    return new SettingsException(origin + ": " + fault, cause);
  }
}
