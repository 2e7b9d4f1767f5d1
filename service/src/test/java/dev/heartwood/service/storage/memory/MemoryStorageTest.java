package dev.heartwood.service.storage.memory;

import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.LogStorageContract;
import java.nio.file.Path;

class MemoryStorageTest extends LogStorageContract {
  @Override
  protected LogStorage open(Path directory) {
    return new MemoryStorage();
  }

  @Override
  protected boolean keepsEntries() {
    return false;
  }
}
