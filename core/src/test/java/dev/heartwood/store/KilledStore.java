package dev.heartwood.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A process of its own that appends numbered records to a store on disk until it is killed, and
 * keeps in a mapped file how many appends returned.
 */
final class KilledStore {
  private KilledStore() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    StoreOnDisk stores = new StoreOnDisk();
    CompactingStore store = CompactingStore.open(stores.config, persistence(directory));
    try (RandomAccessFile file = new RandomAccessFile(args[1], "rw")) {
      MappedByteBuffer acks = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
      for (long n = store.endSequence(); ; n++) {
        stores.append(store, n);
        acks.putLong(0, n + 1);
      }
    }
  }

  static PersistenceConfig persistence(Path directory) {
    return StoreOnDisk.small(directory).withCheckpointRecords(200);
  }
}
