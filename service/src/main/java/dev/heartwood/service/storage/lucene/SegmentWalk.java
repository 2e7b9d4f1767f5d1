package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Order;
import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.util.Bits;

/** One segment of a {@link Walk}: its blocks from the end that comes first, window by window. */
final class SegmentWalk implements Comparable<SegmentWalk> {
  private static final int FIRST_WINDOW = 2;
  private static final int LARGEST_WINDOW = 128;

  private final Walk walk;
  private final LeafReaderContext context;
  private final Segment segment;
  private final boolean backwards;

  /** Blocks from here (with it) until there (without it) remain. */
  private int from;

  private int until;
  private int window = FIRST_WINDOW;

  SegmentWalk(LeafReaderContext context, Walk walk) throws IOException {
    this.walk = walk;
    this.context = context;
    segment = Segment.of(context.reader());
    backwards = walk.order() == Order.NEWEST_FIRST;
    until = segment.blocks();
    passOver();
  }

  boolean remains() {
    return from < until;
  }

  /** The best time that remains, as it sorts. */
  long best() {
    return backwards ? -segment.maxTimeUntil[until - 1] : segment.minTimeFrom[from];
  }

  void walk() throws IOException {
    int start = backwards ? Math.max(from, until - window) : from;
    int end = backwards ? until : Math.min(until, from + window);
    window = Math.min(window * 2, LARGEST_WINDOW);
    find(start, end);
    if (backwards) {
      until = start;
    } else {
      from = end;
    }
    passOver();
  }

  private void passOver() {
    while (from < until && !walk.wants(segment, backwards ? until - 1 : from)) {
      if (backwards) {
        until--;
      } else {
        from++;
      }
    }
  }

  private void find(int firstBlock, int endBlock) throws IOException {
    Scorer scorer = walk.weight().scorer(context);
    if (scorer == null) {
      until = from;
      return;
    }
    LeafReader reader = context.reader();
    Bits live = reader.getLiveDocs();
    NumericDocValues times = Segment.column(reader, Names.TIME);
    NumericDocValues sequences = Segment.column(reader, Names.SEQUENCE);
    TwoPhaseIterator check = scorer.twoPhaseIterator();
    DocIdSetIterator documents = check == null ? scorer.iterator() : check.approximation();
    int document = documents.advance(firstBlock << Segment.BLOCK_BITS);
    int end = Math.min(endBlock << Segment.BLOCK_BITS, reader.maxDoc());
    int wanted = -1;
    while (document < end) {
      int block = document >> Segment.BLOCK_BITS;
      if (block != wanted) {
        if (!walk.wants(segment, block)) {
          document = documents.advance((block + 1) << Segment.BLOCK_BITS);
          continue;
        }
        wanted = block;
      }
      times.advanceExact(document);
      sequences.advanceExact(document);
      long time = times.longValue();
      long sequence = sequences.longValue();
      if ((live == null || live.get(document))
          && walk.wants(time, sequence)
          && (check == null || check.matches())) {
        walk.add(context.ord, document, time, sequence);
      }
      document = documents.nextDoc();
    }
  }

  @Override
  public int compareTo(SegmentWalk other) {
    return Long.compare(best(), other.best());
  }
}
