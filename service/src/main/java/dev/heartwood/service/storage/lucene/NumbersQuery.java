package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Condition.Compare;
import dev.heartwood.service.query.Condition.Operator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.StringHelper;

/** Metadata numbers that compare so with a number: by double, and by all digits where equal. */
final class NumbersQuery extends MultiTermQuery {
  private final Compare compare;

  NumbersQuery(Compare compare) {
    super(Names.TERMS, CONSTANT_SCORE_BLENDED_REWRITE);
    this.compare = compare;
  }

  @Override
  protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
    BytesRef prefix = TermBuffer.numbersAt(compare.field().path());
    byte[] bound = Arrays.copyOf(prefix.bytes, prefix.length + Long.BYTES);
    double number = compare.number().doubleValue();
    NumericUtils.longToSortableBytes(TermBuffer.sortable(number), bound, prefix.length);
    return new Numbers(terms.iterator(), prefix, new BytesRef(bound));
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return compare.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumbersQuery that && compare.equals(that.compare);
  }

  @Override
  public int hashCode() {
    return compare.hashCode();
  }

  private final class Numbers extends FilteredTermsEnum {
    private final BytesRef prefix;
    private final BytesRef bound;
    private final boolean upwards =
        compare.operator() == Operator.MORE || compare.operator() == Operator.AT_LEAST;

    Numbers(TermsEnum terms, BytesRef prefix, BytesRef bound) {
      super(terms);
      this.prefix = prefix;
      this.bound = bound;
      setInitialSeekTerm(upwards ? bound : prefix);
    }

    @Override
    protected AcceptStatus accept(BytesRef term) {
      if (!StringHelper.startsWith(term, prefix)) {
        return AcceptStatus.END;
      }
      int value = term.offset + bound.length;
      int compared =
          Arrays.compareUnsigned(term.bytes, term.offset, value, bound.bytes, 0, bound.length);
      if (compared != 0) {
        return upwards == compared > 0 ? AcceptStatus.YES : AcceptStatus.END;
      }
      String digits =
          new String(term.bytes, value, term.offset + term.length - value, StandardCharsets.UTF_8);
      return holds(digits) ? AcceptStatus.YES : AcceptStatus.NO;
    }

    private boolean holds(String digits) {
      try {
        return compare.operator().holds(new BigDecimal(digits), compare.number());
      } catch (NumberFormatException notFinite) {
        return false;
      }
    }
  }
}
