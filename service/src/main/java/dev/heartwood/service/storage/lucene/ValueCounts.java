package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** How often each value of a field occurs; for one thread. */
final class ValueCounts {
  private final Field field;
  private final int mostValues;
  private final EntrySource entries;
  private final Map<String, long[]> counts = new HashMap<>();

  ValueCounts(Field field, int mostValues, EntrySource entries) {
    this.entries = entries;
    this.field = field;
    this.mostValues = mostValues;
  }

  Map<String, long[]> counts() {
    return counts;
  }

  void add(LogEntry entry) throws TooManyValuesException {
    String value = field.text(entry);
    if (value != null) {
      add(value, 1);
    }
  }

  /** Adds the documents that are set; null is all of the segment, which then has none deleted. */
  void add(LeafReader segment, @Nullable FixedBitSet found) throws IOException {
    Terms terms = segment.terms(Names.TERMS);
    if (terms == null) {
      return;
    }
    Character tag = EntryTerms.TAGS.get(field.name());
    if (tag != null) {
      add(segment, terms, new BytesRef(tag.toString()), 0, found);
    } else if (field.isMetadata()) {
      add(segment, terms, TermBuffer.textsAt(field.path()), 0, found);
      add(segment, terms, TermBuffer.numbersAt(field.path()), Long.BYTES, found);
      beyond(segment, terms, found);
    }
  }

  private void add(
      LeafReader segment, Terms terms, BytesRef prefix, int before, @Nullable FixedBitSet found)
      throws IOException {
    TermsEnum term = terms.iterator();
    PostingsEnum documents = null;
    if (term.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
      return;
    }
    for (BytesRef bytes = term.term();
        bytes != null && StringHelper.startsWith(bytes, prefix);
        bytes = term.next()) {
      long count = term.docFreq();
      int first = -1;
      documents = term.postings(documents, PostingsEnum.NONE);
      if (found != null) {
        count = 0;
        for (int document = documents.nextDoc();
            document != DocIdSetIterator.NO_MORE_DOCS;
            document = documents.nextDoc()) {
          if (found.get(document)) {
            first = count++ == 0 ? document : first;
          }
        }
      }
      if (count > 0) {
        int start = bytes.offset + prefix.length + before;
        int length = bytes.offset + bytes.length - start;
        add(
            isCut(bytes, start, length)
                ? whole(segment, first >= 0 ? first : documents.nextDoc())
                : new BytesRef(bytes.bytes, start, length).utf8ToString(),
            count);
      }
    }
  }

  private static boolean isCut(BytesRef term, int start, int length) {
    return length == TermBuffer.LONGEST && term.bytes[start + length - 33] == TermBuffer.CUT;
  }

  private String whole(LeafReader segment, int document) throws IOException {
    LogEntry entry = new Documents(segment, entries).read(document);
    String value = entry == null ? null : field.text(entry);
    return value == null ? "" : value; // no longer kept, and on its way out of the index
  }

  /** Values that are in no term: entries with more metadata than is indexed. */
  private void beyond(LeafReader segment, Terms terms, @Nullable FixedBitSet found)
      throws IOException {
    TermsEnum term = terms.iterator();
    if (!term.seekExact(TermBuffer.MORE_METADATA)) {
      return;
    }
    Documents read = new Documents(segment, entries);
    PostingsEnum documents = term.postings(null, PostingsEnum.NONE);
    TermBuffer buffer = new TermBuffer();
    EntryTerms indexed = new EntryTerms(buffer);
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      if (found == null || found.get(document)) {
        LogEntry entry = read.read(document);
        if (entry == null) {
          continue;
        }
        indexed.fill(entry);
        if (!hasPath(buffer)) {
          add(entry);
        }
      }
    }
  }

  private boolean hasPath(TermBuffer buffer) {
    BytesRef texts = TermBuffer.textsAt(field.path());
    BytesRef numbers = TermBuffer.numbersAt(field.path());
    BytesRef term = new BytesRef();
    for (int i = 0; i < buffer.count(); i++) {
      buffer.show(i, term);
      if (StringHelper.startsWith(term, texts) || StringHelper.startsWith(term, numbers)) {
        return true;
      }
    }
    return false;
  }

  private void add(String value, long count) throws TooManyValuesException {
    long[] known = counts.get(value);
    if (known == null) {
      if (counts.size() == mostValues) {
        throw new TooManyValuesException(field, mostValues);
      }
      known = new long[1];
      counts.put(value, known);
    }
    known[0] += count;
  }
}
