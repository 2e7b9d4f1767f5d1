package dev.heartwood.appenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  static List<String> claim(FileConfig config) {
    List<String> keys = new ArrayList<>();
    Path file = config.file();
    RollingConfig rolling = config.rolling();
    if (file != null) {
      claim("file", file, keys);
    }
    if (rolling != null) {
      claim("fileNamePattern", Path.of(rolling.fileNamePattern().text()), keys);
    }
    return List.copyOf(keys);
  }

  private static void claim(String option, Path path, List<String> keys) {
    String key = realPath(path.toAbsolutePath().normalize()).toString();
    if (!CLAIMED.add(key)) {
      release(keys);
      throw new IllegalArgumentException(
          option + " must not be in use by another handler, was [" + path + "]");
    }
    keys.add(key);
  }

  static void release(List<String> keys) {
    keys.forEach(CLAIMED::remove);
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
