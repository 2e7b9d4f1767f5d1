package dev.heartwood.store;

import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at what lies in the directory of a store on disk, and changes nothing. */
public final class StoreFiles {
  /** The reader in the journal of a store that holds back what the store still needs of it. */
  public static final String READER = "store";

  private static final int ENTRY_BYTES = 64 * 1024; // for writing, which nobody does here

  private StoreFiles() {}

  /**
   * A checkpoint.
   *
   * @param endSequence before which it holds all; -1 if it cannot be read
   * @param keys how many have a newest record in it; -1 if it cannot be read
   * @param damage why it cannot be used
   */
  public record SavedCheckpoint(
      Path path, long bytes, long endSequence, int keys, Optional<String> damage) {}

  /** Where a store with that directory has its journal. */
  public static Path journal(Path directory) {
    return directory.resolve("journal");
  }

  /** Reads the checkpoints of a store, the last first; the next start uses the first sound one. */
  public static List<SavedCheckpoint> checkpoints(Path directory) throws IOException {
    List<SavedCheckpoint> found = new ArrayList<>();
    for (String name : Checkpoints.names(Disk.local(), directory)) {
      found.add(checkpoint(directory.resolve(name)));
    }
    return found;
  }

  private static SavedCheckpoint checkpoint(Path path) throws IOException {
    long bytes = Files.size(path);
    try {
      Checkpoint read = CheckpointFile.read(Disk.local(), path, new StoreEntry(ENTRY_BYTES));
      return new SavedCheckpoint(
          path, bytes, read.end().sequence(), read.winners().size(), Optional.empty());
    } catch (IOException e) {
      return new SavedCheckpoint(path, bytes, -1, -1, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * A store's journal has a key before each event.
   *
   * @return where the event begins in the payload of a record, from its first byte; -1 if there is
   *     none
   */
  public static int eventAt(byte[] payload, int offset, int length) {
    return StoreEntry.recordAt(payload, offset, length);
  }
}
