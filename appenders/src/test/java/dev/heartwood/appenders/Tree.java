package dev.heartwood.appenders;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/** What lies below a directory: each file's name and, unpacked, its lines separated by commas. */
final class Tree {
  private Tree() {}

  static Map<String, String> of(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> directory.relativize(file).toString(),
                  file -> content(file).strip().replace('\n', ','),
                  (a, b) -> a,
                  TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String content(Path file) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = unpacked(file, raw)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "broken: " + e;
    }
  }

  private static InputStream unpacked(Path file, InputStream raw) throws IOException {
    if (file.toString().endsWith(".gz")) {
      return new GZIPInputStream(raw);
    }
    if (file.toString().endsWith(".zip")) {
      ZipInputStream zip = new ZipInputStream(raw);
      zip.getNextEntry();
      return zip;
    }
    return raw;
  }
}
