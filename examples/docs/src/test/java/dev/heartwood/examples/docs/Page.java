package dev.heartwood.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown page of the repository, taken apart. */
record Page(Path file, List<Block> blocks, List<Link> links, List<String> anchors) {
  /** Where README.md is. */
  static final Path ROOT = root();

  private static final String FENCE = "```";
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  /** A fenced block; {@code line} is that of its first line of content. */
  record Block(Path file, int line, String language, String text) {
    String place() {
      return ROOT.relativize(file) + ":" + line;
    }
  }

  record Link(Path file, int line, String target) {
    String place() {
      return ROOT.relativize(file) + ":" + line;
    }
  }

  /** README.md, CONTRIBUTING.md and everything in docs. */
  static List<Page> all() {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      List<Path> files = new ArrayList<>();
      files.add(ROOT.resolve("README.md"));
      files.add(ROOT.resolve("CONTRIBUTING.md"));
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      return files.stream().map(Page::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page read(Path file) {
    List<Block> blocks = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    List<String> anchors = new ArrayList<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(FENCE)) {
        int start = i + 1;
        do {
          i++;
        } while (i < lines.size() && !lines.get(i).startsWith(FENCE));
        String text = String.join("\n", lines.subList(start, Math.min(i, lines.size())));
        blocks.add(new Block(file, start + 1, line.substring(FENCE.length()).strip(), text));
        continue;
      }
      if (line.startsWith("#")) {
        anchors.add(anchor(line.replaceFirst("#+\\s*", "")));
      }
      Matcher link = LINK.matcher(line);
      while (link.find()) {
        links.add(new Link(file, i + 1, link.group(1)));
      }
    }
    return new Page(file, blocks, links, anchors);
  }

  /** How the usual renderers name a heading in links. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .strip()
        .replace(' ', '-');
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("CONTRIBUTING.md"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException(
          "no CONTRIBUTING.md above "
              + Path.of("").toAbsolutePath()
              + ": run inside the repository");
    }
    return at;
  }
}
