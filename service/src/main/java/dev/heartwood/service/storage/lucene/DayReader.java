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

/** What is found of one day's partition. */
record DayReader(Day day, DirectoryReader reader) {
  List<LeafReaderContext> segments() {
    return reader.leaves();
  }

  boolean isEmpty() {
    return reader.numDocs() == 0;
  }

  Weight weight(Condition condition, EntrySource entries) throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(
        null); // segments are many and short-lived: it would fill with little use
    return searcher.createWeight(
        searcher.rewrite(new Queries(day, entries).of(condition)), ScoreMode.COMPLETE_NO_SCORES, 1);
  }
}
