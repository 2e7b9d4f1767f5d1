package dev.heartwood.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Where something stands in a configuration file.
 *
 * @param source the file's name
 * @param line from 1
 * @param path the keys that lead to it, with dots between; empty at the top
 * @param depth how many keys those are
 */
record Place(String source, int line, String path, int depth) {
  static Place top(String source) {
    return new Place(source, 1, "", 0);
  }

  static int line(Optional<Mark> mark) {
    return mark.map(m -> m.getLine() + 1).orElse(1);
  }

  Place at(Optional<Mark> mark) {
    return new Place(source, line(mark), path, depth);
  }

  Place below(String key) {
    return new Place(source, line, path.isEmpty() ? key : path + "." + key, depth + 1);
  }

  /** The fault with where it is. */
  String describe(String fault) {
    return source + " line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + fault;
  }

  ConfigException fault(String fault) {
    return fault(fault, null);
  }

  ConfigException fault(String fault, @Nullable Throwable cause) {
    return new ConfigException(line, describe(fault), cause);
  }
}
