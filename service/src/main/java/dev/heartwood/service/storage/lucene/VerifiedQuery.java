package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Condition;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/** Those of the candidates whose entry, once it is read, meets a condition. */
final class VerifiedQuery extends Query {
  private static final float COST = 10_000;

  private final Query candidates;
  private final Condition condition;
  private final Day day;

  VerifiedQuery(Query candidates, Condition condition, Day day) {
    this.candidates = candidates;
    this.condition = condition;
    this.day = day;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost)
      throws IOException {
    Weight inner =
        searcher.createWeight(searcher.rewrite(candidates), ScoreMode.COMPLETE_NO_SCORES, 1);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable Scorer scorer(LeafReaderContext context) throws IOException {
        Scorer scorer = inner.scorer(context);
        return scorer == null
            ? null
            : new ConstantScoreScorer(this, score(), mode, verified(scorer, context));
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  private TwoPhaseIterator verified(Scorer scorer, LeafReaderContext context) throws IOException {
    TwoPhaseIterator first = scorer.twoPhaseIterator();
    DocIdSetIterator documents = first == null ? scorer.iterator() : first.approximation();
    NumericDocValues times = Segment.column(context.reader(), Names.TIME);
    NumericDocValues sequences = Segment.column(context.reader(), Names.SEQUENCE);
    Records records = new Records(context.reader(), day);
    return new TwoPhaseIterator(documents) {
      @Override
      public boolean matches() throws IOException {
        if (first != null && !first.matches()) {
          return false;
        }
        int document = documents.docID();
        times.advanceExact(document);
        sequences.advanceExact(document);
        return condition.test(records.read(document, times.longValue(), sequences.longValue()));
      }

      @Override
      public float matchCost() {
        return COST;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "verified(" + candidates + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifiedQuery that
        && candidates.equals(that.candidates)
        && condition.equals(that.condition)
        && day.equals(that.day);
  }

  @Override
  public int hashCode() {
    return candidates.hashCode() * 31 + condition.hashCode();
  }
}
