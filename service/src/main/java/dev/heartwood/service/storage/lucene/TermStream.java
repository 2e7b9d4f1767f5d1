package dev.heartwood.service.storage.lucene;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** Shows the terms of a buffer to Lucene; for one thread. */
final class TermStream extends TokenStream {
  private final TermBuffer terms;
  private final BytesRef term = new BytesRef();
  private final BytesTermAttribute shown;
  private int next;

  TermStream(TermBuffer terms) {
    this.terms = terms;
    shown = addAttribute(BytesTermAttribute.class);
  }

  @Override
  public void reset() {
    next = 0;
  }

  @Override
  public boolean incrementToken() {
    if (next == terms.count()) {
      return false;
    }
    terms.show(next++, term);
    shown.setBytesRef(term);
    return true;
  }

  @Override
  public void end() {}
}
