package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
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
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Those of the candidates whose entry, once it is read, meets a condition. None is read twice. Its
 * weight is for one thread.
 */
final class VerifiedQuery extends Query {
  private static final float COST = 10_000;

  private final Query candidates;
  private final Condition condition;
  private final EntrySource entries;

  VerifiedQuery(Query candidates, Condition condition, EntrySource entries) {
    this.candidates = candidates;
    this.condition = condition;
    this.entries = entries;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost)
      throws IOException {
    Weight inner =
        searcher.createWeight(searcher.rewrite(candidates), ScoreMode.COMPLETE_NO_SCORES, 1);
    Map<Object, Tested> known = new HashMap<>();
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable Scorer scorer(LeafReaderContext context) throws IOException {
        Scorer scorer = inner.scorer(context);
        if (scorer == null) {
          return null;
        }
        Tested tested =
            known.computeIfAbsent(context.id(), none -> new Tested(context.reader().maxDoc()));
        return new ConstantScoreScorer(this, score(), mode, verified(scorer, context, tested));
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  private TwoPhaseIterator verified(Scorer scorer, LeafReaderContext context, Tested tested)
      throws IOException {
    TwoPhaseIterator first = scorer.twoPhaseIterator();
    DocIdSetIterator documents = first == null ? scorer.iterator() : first.approximation();
    Documents read = new Documents(context.reader(), entries);
    return new TwoPhaseIterator(documents) {
      @Override
      public boolean matches() throws IOException {
        if (first != null && !first.matches()) {
          return false;
        }
        int document = documents.docID();
        if (!tested.all.getAndSet(document) && meets(read, document)) {
          tested.met.set(document);
        }
        return tested.met.get(document);
      }

      @Override
      public float matchCost() {
        return COST;
      }
    };
  }

  private boolean meets(Documents read, int document) throws IOException {
    if (condition instanceof Condition.OfMessage ofMessage) {
      String message = read.message(document);
      return message != null && ofMessage.test(message);
    }
    LogEntry entry = read.read(document);
    return entry != null && condition.test(entry);
  }

  /** The documents of one segment that have been read, and those of them that were right. */
  private static final class Tested {
    private final FixedBitSet all;
    private final FixedBitSet met;

    Tested(int documents) {
      all = new FixedBitSet(documents);
      met = new FixedBitSet(documents);
    }
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
        && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return candidates.hashCode() * 31 + condition.hashCode();
  }
}
