package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import java.util.Iterator;
import java.util.List;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;

/** One document that is filled again for each entry; for one thread. */
final class EntryDocument implements Iterable<IndexableField> {
  private static final FieldType TERMS_ONLY = new FieldType();

  static {
    TERMS_ONLY.setIndexOptions(IndexOptions.DOCS);
    TERMS_ONLY.setOmitNorms(true);
    TERMS_ONLY.setTokenized(true);
    TERMS_ONLY.freeze();
  }

  private final TermBuffer buffer = new TermBuffer();
  private final EntryTerms terms = new EntryTerms(buffer);
  private final Field time = new NumericDocValuesField(Names.TIME, 0);
  private final Field sequence = new NumericDocValuesField(Names.SEQUENCE, 0);
  private final Field severity = new NumericDocValuesField(Names.SEVERITY, 0);
  private final List<IndexableField> fields =
      List.of(new Field(Names.TERMS, new TermStream(buffer), TERMS_ONLY), time, sequence, severity);

  EntryDocument fill(LogEntry entry, Day day) {
    terms.fill(entry);
    time.setLongValue(day.nanos(entry.timestamp()));
    sequence.setLongValue(entry.sequence());
    severity.setLongValue(entry.content().severity().ordinal());
    return this;
  }

  @Override
  public Iterator<IndexableField> iterator() {
    return fields.iterator();
  }
}
