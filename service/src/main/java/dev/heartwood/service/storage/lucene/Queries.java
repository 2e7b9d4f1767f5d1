package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Condition.And;
import dev.heartwood.service.query.Condition.Arrived;
import dev.heartwood.service.query.Condition.Compare;
import dev.heartwood.service.query.Condition.Contains;
import dev.heartwood.service.query.Condition.During;
import dev.heartwood.service.query.Condition.Grave;
import dev.heartwood.service.query.Condition.Is;
import dev.heartwood.service.query.Condition.Not;
import dev.heartwood.service.query.Condition.Or;
import dev.heartwood.service.query.Condition.Phrase;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.storage.EntrySource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Conditions as Lucene's queries on one day: each finds exactly what the condition says. */
final class Queries {
  static final Query ALL = new MatchAllDocsQuery();
  static final Query NONE = new MatchNoDocsQuery();

  private final Day day;
  private final EntrySource entries;

  Queries(Day day, EntrySource entries) {
    this.day = day;
    this.entries = entries;
  }

  Query of(Condition condition) {
    if (condition instanceof And and) {
      return and(and);
    } else if (condition instanceof Or or) {
      return or(or);
    } else if (condition instanceof Not not) {
      return not(of(not.part()));
    } else if (condition instanceof During during) {
      return during(during);
    } else if (condition instanceof Arrived arrived) {
      return range(Names.SEQUENCE, arrived.from(), arrived.until());
    } else if (condition instanceof Grave grave) {
      return grave(grave);
    } else if (condition instanceof Is is) {
      return is(is);
    } else if (condition instanceof Compare compare) {
      return compare(compare);
    } else if (condition instanceof Phrase phrase) {
      return phrase(phrase);
    } else {
      return new ContainsQuery((Contains) condition, entries);
    }
  }

  private Query and(And and) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    and.parts().forEach(part -> all.add(of(part), Occur.FILTER));
    return and.parts().isEmpty() ? ALL : all.build();
  }

  private Query or(Or or) {
    return or.parts().stream().map(this::of).reduce(Queries::either).orElse(NONE);
  }

  private static Query not(Query query) {
    return new BooleanQuery.Builder().add(ALL, Occur.FILTER).add(query, Occur.MUST_NOT).build();
  }

  static Query either(Query one, Query other) {
    return new BooleanQuery.Builder().add(one, Occur.SHOULD).add(other, Occur.SHOULD).build();
  }

  private Query during(During during) {
    long from = during.from() == null ? 0 : Math.max(0, day.nanos(during.from()));
    long until = during.until() == null ? Day.NANOS : day.nanos(during.until());
    return from == 0 && until == Day.NANOS ? ALL : range(Names.TIME, from, until);
  }

  private static Query range(String column, long from, long until) {
    return until <= from || until == Long.MIN_VALUE
        ? NONE
        : NumericDocValuesField.newSlowRangeQuery(column, from, until - 1);
  }

  private static Query grave(Grave grave) {
    int least = grave.least().ordinal();
    int most = grave.most().ordinal();
    if (least == 0 && most == Severity.values().length - 1) {
      return ALL;
    }
    Query any = NONE;
    for (int ordinal = least; ordinal <= most; ordinal++) {
      TermBuffer term = new TermBuffer();
      term.severity(ordinal);
      any = ordinal == least ? query(term) : either(any, query(term));
    }
    return any;
  }

  private Query is(Is is) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(is.text())) {
      return NONE; // half a surrogate pair is never kept
    }
    Character tag = EntryTerms.TAGS.get(is.field().name());
    TermBuffer term = new TermBuffer();
    if (tag != null) {
      term.text(tag, is.text());
      return query(term);
    }
    if (!is.field().isMetadata()) {
      return NONE;
    }
    String path = is.field().path();
    term.metadataText(path, is.text());
    Query text = either(query(term), beyond(is));
    double number = number(is.text());
    if (Double.isNaN(number)) {
      return text;
    }
    term.clear();
    term.metadataNumber(path, number, is.text());
    return either(text, query(term));
  }

  /** NaN if the text is no number that is kept as one. */
  private static double number(String text) {
    if (text.length() > TermBuffer.LONGEST) {
      return Double.NaN;
    }
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException isText) {
      return Double.NaN;
    }
  }

  private Query compare(Compare compare) {
    Field field = compare.field();
    return field.isMetadata()
        ? either(new OnceQuery(new NumbersQuery(compare)), beyond(compare))
        : NONE;
  }

  /** Entries with more metadata than is indexed. */
  private Query beyond(Condition condition) {
    return new VerifiedQuery(term(TermBuffer.MORE_METADATA), condition, entries);
  }

  private Query phrase(Phrase phrase) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    boolean longer = false;
    TermBuffer term = new TermBuffer();
    for (String word : phrase.words()) {
      term.clear();
      if (term.word(word)) {
        longer = true;
      } else {
        all.add(query(term), Occur.FILTER);
      }
    }
    if (longer) {
      all.add(term(TermBuffer.LONG_WORDS), Occur.FILTER);
    } else if (phrase.words().size() == 1) {
      return all.build();
    }
    return new VerifiedQuery(all.build(), phrase, entries);
  }

  private static Query query(TermBuffer buffer) {
    BytesRef shown = new BytesRef();
    buffer.show(0, shown);
    return term(BytesRef.deepCopyOf(shown));
  }

  static Query term(BytesRef bytes) {
    return new TermQuery(new Term(Names.TERMS, bytes));
  }
}
