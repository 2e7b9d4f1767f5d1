package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;

/** Opens the directory of a partition, and makes it if it is not there. */
@FunctionalInterface
interface DirectoryOpener {
  Directory open(Path path) throws IOException;
}
