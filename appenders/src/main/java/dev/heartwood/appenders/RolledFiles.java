package dev.heartwood.appenders;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies on the disk under the names of one pattern.
 *
 * <pre>
 * app-2026-11-20.log             active without a file of its own, or rolled
 * app-2026-11-20.log.gz.rolled   rolled, waits to be packed; its content is whole
 * app-2026-11-20.log.gz.tmp      half packed; worthless
 * app-2026-11-20.log.gz          packed and whole
 * </pre>
 *
 * A process killed anywhere leaves one or two of these for a file, never none that is whole.
 */
final class RolledFiles {
  static final String ROLLED = ".rolled";

  private final FileNamePattern pattern;
  private final FileNamePattern plain;

  RolledFiles(FileNamePattern pattern) {
    this.pattern = pattern;
    this.plain = pattern.uncompressed();
  }

  /** What a name says about its file. */
  enum State {
    PLAIN,
    WAITING,
    TEMPORARY,
    PACKED
  }

  /**
   * One file.
   *
   * @param name its name before it was packed, as the pattern gives it
   * @param sequence what a waiting file was numbered with; 0 if it was not
   */
  record Found(Path path, State state, String name, long sequence) {}

  /** Passes over directories that cannot be read, and links that lead back to themselves. */
  List<Found> list() throws IOException {
    Path base = Path.of(pattern.fixedDirectory());
    List<Found> found = new ArrayList<>();
    if (Files.isDirectory(base)) {
      Files.walkFileTree(
          base,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          pattern.directoryDepth() + 1,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              String below = base.relativize(path).toString().replace('\\', '/');
              Found file = recognise(path, pattern.fixedDirectory() + below);
              if (file != null && attributes.isRegularFile()) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return found;
  }

  private @Nullable Found recognise(Path path, String name) {
    if (name.endsWith(Moves.TEMPORARY)) {
      String target = cut(name, Moves.TEMPORARY);
      return ours(path, State.TEMPORARY, target.endsWith(ROLLED) ? waited(target) : target, 0);
    }
    if (name.endsWith(ROLLED)) {
      return ours(path, State.WAITING, waited(name), sequence(name));
    }
    boolean packed = name.endsWith(suffix()) && !suffix().isEmpty();
    return packed
        ? ours(path, State.PACKED, name, 0)
        : plain.matches(name) ? new Found(path, State.PLAIN, name, 0) : null;
  }

  /**
   * @param target the name when packed
   */
  private @Nullable Found ours(Path path, State state, String target, long sequence) {
    String name = cut(target, suffix());
    return target.endsWith(suffix()) && plain.matches(name)
        ? new Found(path, state, name, sequence)
        : null;
  }

  private String suffix() {
    return pattern.compression().suffix();
  }

  private static String cut(String name, String end) {
    return name.substring(0, Math.max(0, name.length() - end.length()));
  }

  /** The name that a waiting file will have when packed. */
  private String waited(String name) {
    String rest = cut(name, ROLLED);
    return rest.endsWith(suffix()) ? rest : rest.substring(0, Math.max(0, rest.lastIndexOf('.')));
  }

  private long sequence(String name) {
    String rest = cut(name, ROLLED);
    if (rest.endsWith(suffix())) {
      return 0;
    }
    try {
      return Long.parseLong(rest.substring(rest.lastIndexOf('.') + 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
