package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * What is found of one day's partition.
 *
 * @param searcher one for all: of two threads that are the first to ask a reader for its segments,
 *     each may get its own, and a weight counts for those of its searcher only
 */
record DayReader(Day day, DirectoryReader reader, IndexSearcher searcher) {
  DayReader(Day day, DirectoryReader reader) {
    this(day, reader, new IndexSearcher(reader));
    searcher.setQueryCache(
        null); // segments are many and short-lived: it would fill with little use
  }

  List<LeafReaderContext> segments() {
    return searcher.getTopReaderContext().leaves();
  }

  boolean isEmpty() {
    return reader.numDocs() == 0;
  }

  Weight weight(Condition condition, EntrySource entries) throws IOException {
    return searcher.createWeight(
        searcher.rewrite(new Queries(day, entries).of(condition)), ScoreMode.COMPLETE_NO_SCORES, 1);
  }
}
