package dev.heartwood.appenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which files this JVM writes: two handlers on one file would tear each other's lines and rolls.
 * Static, since the files are there once for all; a second class loader has its own.
 */
final class OpenPaths {
  private static final Set<String> CLAIMED = ConcurrentHashMap.newKeySet();

  private OpenPaths() {}

  /**
   * @return what to {@link #release}
   * @throws IllegalArgumentException if another handler has it
   */
  static String claim(String option, Path path) {
    String key = realPath(path.toAbsolutePath().normalize()).toString();
    if (!CLAIMED.add(key)) {
      throw new IllegalArgumentException(
          option + " must not be in use by another handler, was [" + path + "]");
    }
    return key;
  }

  static void release(String key) {
    CLAIMED.remove(key);
  }

  /** Without links, as far as the path exists. */
  private static Path realPath(Path path) {
    Path parent = path.getParent();
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return parent == null ? path : realPath(parent).resolve(path.getFileName());
    }
  }
}
