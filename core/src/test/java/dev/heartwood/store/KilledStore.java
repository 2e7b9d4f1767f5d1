package dev.heartwood.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A process of its own that appends numbered records to a store on disk until it is killed. In a
 * mapped file it notes how many processes have begun, and how many appends returned.
 */
final class KilledStore {
  static final int BEGUN = 0;
  static final int RETURNED = Long.BYTES;

  private KilledStore() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    StoreOnDisk stores = new StoreOnDisk();
    MappedByteBuffer notes = notes(Path.of(args[1]));
    notes.putLong(BEGUN, notes.getLong(BEGUN) + 1);
    CompactingStore store = CompactingStore.open(stores.config, persistence(directory));
    for (long n = store.endSequence(); ; n++) {
      stores.append(store, n);
      notes.putLong(RETURNED, n + 1);
    }
  }

  static MappedByteBuffer notes(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      return file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 2 * Long.BYTES);
    }
  }

  static PersistenceConfig persistence(Path directory) {
    return StoreOnDisk.small(directory).withCheckpointRecords(200);
  }
}
