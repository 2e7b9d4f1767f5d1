package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;

/** Entries of one segment, read in the order of documents; for one thread. */
final class Documents {
  private final EntrySource entries;
  private final NumericDocValues sequences;

  Documents(LeafReader segment, EntrySource entries) throws IOException {
    this.entries = entries;
    sequences = Segment.column(segment, Names.SEQUENCE);
  }

  /** Null if the entry is no longer kept. */
  @Nullable LogEntry read(int document) throws IOException {
    return entries.entry(sequence(document));
  }

  /** The message alone; null if the entry is no longer kept. */
  @Nullable String message(int document) throws IOException {
    return entries.message(sequence(document));
  }

  private long sequence(int document) throws IOException {
    sequences.advanceExact(document);
    return sequences.longValue();
  }
}
