package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/** All documents of a segment that are within bounds and match. */
final class Matches {
  private Matches() {}

  /**
   * How many there are, or more than {@code upTo} if it stopped there.
   *
   * @return at most the number of matches
   */
  static long count(LeafReaderContext context, Weight weight, Bounds bounds, long upTo)
      throws IOException {
    if (bounds.cover(Segment.of(context.reader()))) {
      int known = weight.count(context);
      if (known >= 0) {
        return known;
      }
    }
    long[] count = {0};
    forEach(context, weight, bounds, document -> ++count[0] <= upTo);
    return count[0];
  }

  /** Takes documents, in their order, until it says false. */
  interface Taker {
    boolean take(int document) throws IOException;
  }

  static void forEach(LeafReaderContext context, Weight weight, Bounds bounds, Taker taker)
      throws IOException {
    Scorer scorer = bounds.isEmpty() ? null : weight.scorer(context);
    if (scorer == null) {
      return;
    }
    LeafReader reader = context.reader();
    Segment segment = Segment.of(reader);
    Bits live = reader.getLiveDocs();
    Within within = new Within(reader, bounds);
    TwoPhaseIterator check = scorer.twoPhaseIterator();
    DocIdSetIterator documents = check == null ? scorer.iterator() : check.approximation();
    int current = -1;
    boolean covered = false;
    for (int document = documents.nextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; ) {
      int block = document >> Segment.BLOCK_BITS;
      if (block != current) {
        if (!bounds.touches(segment, block)) {
          int next = (block + 1) << Segment.BLOCK_BITS;
          document =
              next < reader.maxDoc() ? documents.advance(next) : DocIdSetIterator.NO_MORE_DOCS;
          continue;
        }
        current = block;
        covered = bounds.covers(segment, block);
      }
      if ((live == null || live.get(document))
          && (covered || within.contains(document))
          && (check == null || check.matches())
          && !taker.take(document)) {
        return;
      }
      document = documents.nextDoc();
    }
  }

  /** Looks at the columns of single documents, in their order. */
  private record Within(NumericDocValues times, NumericDocValues sequences, Bounds bounds) {
    Within(LeafReader reader, Bounds bounds) throws IOException {
      this(Segment.column(reader, Names.TIME), Segment.column(reader, Names.SEQUENCE), bounds);
    }

    boolean contains(int document) throws IOException {
      times.advanceExact(document);
      sequences.advanceExact(document);
      return bounds.contains(times.longValue(), sequences.longValue());
    }
  }
}
