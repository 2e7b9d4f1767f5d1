package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSet;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.RoaringDocIdSet;
import org.jspecify.annotations.Nullable;

/**
 * A query that looks at many terms, done once for each segment though a {@link Walk} comes there
 * again and again. Its weight is for one thread.
 */
final class OnceQuery extends Query {
  private final Query query;

  OnceQuery(Query query) {
    this.query = query;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost)
      throws IOException {
    Weight inner = searcher.createWeight(searcher.rewrite(query), mode, boost);
    Map<Object, DocIdSet> known = new HashMap<>();
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable Scorer scorer(LeafReaderContext context) throws IOException {
        DocIdSet documents = known.get(context.id());
        if (documents == null) {
          documents = documents(inner.scorer(context), context.reader().maxDoc());
          known.put(context.id(), documents);
        }
        DocIdSetIterator iterator = documents.iterator();
        return iterator == null ? null : new ConstantScoreScorer(this, score(), mode, iterator);
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  private static DocIdSet documents(@Nullable Scorer scorer, int maxDocument) throws IOException {
    if (scorer == null) {
      return DocIdSet.EMPTY;
    }
    return new RoaringDocIdSet.Builder(maxDocument).add(scorer.iterator()).build();
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "once(" + query + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OnceQuery that && query.equals(that.query);
  }

  @Override
  public int hashCode() {
    return query.hashCode() + 1;
  }
}
