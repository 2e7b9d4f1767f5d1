package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Condition.Contains;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * Text anywhere in the message. The text falls into pieces, runs of letters and digits: one between
 * two others is a whole word, the last one begins a word, the first one ends a word, a single one
 * is somewhere in a word. What has all pieces is a candidate, and is read. Words that end with a
 * piece are looked for through the whole dictionary, so that is done only if there is no rarer
 * piece.
 *
 * <p>Lower case is the message's as a whole, that of a word is its own: they differ in the Greek
 * sigma, and İ becomes two characters. Such characters, and halves of surrogate pairs, end a piece
 * too, but one that need not end a word.
 */
final class ContainsQuery extends Query {
  /** Candidates that are read rather than the dictionary. */
  private static final long FEW = 2000;

  private final Contains condition;
  private final EntrySource entries;

  ContainsQuery(Contains condition, EntrySource entries) {
    this.condition = condition;
    this.entries = entries;
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    BooleanQuery.Builder candidates = new BooleanQuery.Builder();
    List<Piece> others = new ArrayList<>();
    long longer = searcher.getIndexReader().docFreq(new Term(Names.TERMS, TermBuffer.LONG_WORDS));
    long fewest = Long.MAX_VALUE;
    for (Piece piece : pieces(condition.text().toLowerCase(Locale.ROOT))) {
      if (piece.isWhole()) {
        Term term = new Term(Names.TERMS, TermBuffer.WORD + piece.text);
        fewest = Math.min(fewest, searcher.getIndexReader().docFreq(term) + longer);
        candidates.add(orLonger(Queries.term(term.bytes())), Occur.FILTER);
      } else {
        others.add(piece);
      }
    }
    others.sort(Comparator.comparingInt(Piece::cost));
    for (Piece piece : others) {
      if (fewest > FEW) {
        candidates.add(orLonger(piece.query()), Occur.FILTER);
        if (piece.starts) {
          long documents = startsOf(piece.text, searcher.getIndexReader());
          fewest = Math.min(fewest, documents + longer);
        }
      }
    }
    candidates.add(Queries.ALL, Occur.FILTER);
    return new VerifiedQuery(candidates.build(), condition, entries);
  }

  /** How many documents have words that start so; it stops counting at many. */
  private static long startsOf(String text, IndexReader reader) throws IOException {
    BytesRef prefix = new BytesRef(TermBuffer.WORD + text);
    long documents = 0;
    for (LeafReaderContext segment : reader.leaves()) {
      Terms terms = segment.reader().terms(Names.TERMS);
      TermsEnum term = terms == null ? TermsEnum.EMPTY : terms.iterator();
      if (term.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
        continue;
      }
      for (BytesRef next = term.term();
          next != null && documents <= FEW && StringHelper.startsWith(next, prefix);
          next = term.next()) {
        documents += term.docFreq();
      }
    }
    return documents;
  }

  private static Query orLonger(Query query) {
    return Queries.either(query, Queries.term(TermBuffer.LONG_WORDS));
  }

  private static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    int start = -1;
    boolean startsWord = false;
    boolean gap = false; // what stands before is certainly between words
    for (int i = 0; i <= text.length(); ) {
      int point = i < text.length() ? text.codePointAt(i) : -1;
      boolean odd = point < 0 || isOdd(point);
      boolean inside = !odd && Character.isLetterOrDigit(point);
      if (inside && start < 0) {
        start = i;
        startsWord = gap;
      } else if (!inside && start >= 0) {
        pieces.add(new Piece(text.substring(start, i), startsWord, !odd));
        start = -1;
      }
      gap = !inside && !odd;
      i += point < 0 ? 1 : Character.charCount(point);
    }
    return pieces;
  }

  private static boolean isOdd(int point) {
    return point == 'σ' || point == 'ς' || point == '\u0307' || (point >= 0xD800 && point < 0xE000);
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return condition.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContainsQuery that
        && condition.equals(that.condition)
        && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return condition.hashCode();
  }

  /** A run of letters and digits; whether a word certainly starts, and ends, with it. */
  private record Piece(String text, boolean starts, boolean ends) {
    /** Terms are cut in bytes: a piece that may be longer is in long words only. */
    boolean isWhole() {
      return starts && ends && text.length() <= TermBuffer.LONGEST / 4;
    }

    /** Cheapest first: the start of words, then the longest. */
    int cost() {
      return starts ? -1 - text.length() : 1000 - Math.min(900, text.length());
    }

    Query query() {
      return new OnceQuery(
          starts
              ? new PrefixQuery(new Term(Names.TERMS, TermBuffer.WORD + text))
              : new WordsQuery(text, ends));
    }
  }
}
