package dev.heartwood.service.storage;

import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries of a storage are kept: one that does not keep them itself asks for them here.
 *
 * <p><b>Threads:</b> any. Quick for entries whose sequences are near to each other.
 */
public interface EntrySource {
  /** Null if it is no longer there. */
  @Nullable LogEntry entry(long sequence) throws IOException;

  /** Its message alone, which is quicker; null if it is no longer there. */
  @Nullable String message(long sequence) throws IOException;

  /** The sequence of the entry with an id; -1 if there is none. */
  long sequenceOf(String id) throws IOException;
}
