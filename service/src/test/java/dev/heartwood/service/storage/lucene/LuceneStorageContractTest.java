package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.LogStorageContract;
import java.io.IOException;
import java.nio.file.Path;

class LuceneStorageContractTest extends LogStorageContract {
  @Override
  protected LogStorage open(Path directory) throws IOException {
    return LuceneStorage.open(directory, entries, LuceneOptions.DEFAULT.withOpenPartitions(2));
  }
}
