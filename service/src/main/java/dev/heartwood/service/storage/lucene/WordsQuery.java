package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;

/** Words with a text in them, or at their end: looks at each word of the dictionary. */
final class WordsQuery extends MultiTermQuery {
  private final BytesRef text;
  private final boolean atEnd;

  WordsQuery(String text, boolean atEnd) {
    super(Names.TERMS, CONSTANT_SCORE_BLENDED_REWRITE);
    this.text = new BytesRef(text);
    this.atEnd = atEnd;
  }

  @Override
  protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
    return new FilteredTermsEnum(terms.iterator()) {
      {
        setInitialSeekTerm(new BytesRef(String.valueOf(TermBuffer.WORD)));
      }

      @Override
      protected AcceptStatus accept(BytesRef term) {
        if (term.length == 0 || term.bytes[term.offset] != TermBuffer.WORD) {
          return AcceptStatus.END;
        }
        return has(term) ? AcceptStatus.YES : AcceptStatus.NO;
      }
    };
  }

  private boolean has(BytesRef term) {
    int last = term.offset + term.length - text.length;
    byte[] bytes = term.bytes;
    byte[] wanted = text.bytes;
    byte first = wanted[0];
    for (int i = atEnd ? last : term.offset + 1; i <= last; i++) {
      if (i > term.offset
          && bytes[i] == first
          && Arrays.equals(bytes, i, i + text.length, wanted, 0, text.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return (atEnd ? "*" : "**") + text.utf8ToString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WordsQuery that && text.equals(that.text) && atEnd == that.atEnd;
  }

  @Override
  public int hashCode() {
    return text.hashCode() + (atEnd ? 1 : 0);
  }
}
