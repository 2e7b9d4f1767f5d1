package dev.heartwood.service.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that a file of rules was changed. One that cannot be read has not changed anything. */
final class RulesFile {
  private static final Logger LOG = LoggerFactory.getLogger("dev.heartwood.serve");

  private final Path path;
  private String text;
  private boolean told;

  RulesFile(Path path) throws IOException {
    this.path = path;
    text = Files.readString(path);
  }

  /** The text, if it is another than before. A blank file is somebody who has not finished. */
  Optional<String> changed() {
    try {
      String now = Files.readString(path);
      told = false;
      if (now.equals(text) || now.isBlank()) {
        return Optional.empty();
      }
      text = now;
      return Optional.of(now);
    } catch (IOException e) {
      if (!told) {
        told = true;
        LOG.error("the rules stay as they were: {}", Failure.explain(e));
      }
      return Optional.empty();
    }
  }
}
