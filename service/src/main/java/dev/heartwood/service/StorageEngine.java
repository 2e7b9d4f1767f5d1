package dev.heartwood.service;

import dev.heartwood.service.storage.EntrySource;
import dev.heartwood.service.storage.LogStorage;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the storage that answers a service's questions. */
@FunctionalInterface
public interface StorageEngine {
  /**
   * @param directory for what it keeps; need not exist
   * @param entries all that will be added, for as long as they are kept
   */
  LogStorage open(Path directory, EntrySource entries) throws IOException;
}
