package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;

/** Entries of one segment, read in the order of documents; for one thread. */
final class Documents {
  private final Records records;
  private final NumericDocValues times;
  private final NumericDocValues sequences;

  Documents(LeafReader segment, Day day) throws IOException {
    records = new Records(segment, day);
    times = Segment.column(segment, Names.TIME);
    sequences = Segment.column(segment, Names.SEQUENCE);
  }

  /** The entry with nothing but id, severity, service and message. */
  LogEntry start(int document) throws IOException {
    return records.start(document);
  }

  LogEntry read(int document) throws IOException {
    times.advanceExact(document);
    sequences.advanceExact(document);
    return records.read(document, times.longValue(), sequences.longValue());
  }
}
