package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Condition.And;
import dev.heartwood.service.query.Condition.Arrived;
import dev.heartwood.service.query.Condition.Is;
import dev.heartwood.service.query.Condition.Not;
import dev.heartwood.service.query.Condition.Or;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Ids are in no term: those who keep the entries know which sequence has one. */
final class ById {
  private static final Condition NOTHING = new Or(List.of());

  private ById() {}

  /** The same condition, with sequences instead of ids. */
  static Condition resolved(Condition condition, EntrySource entries) throws IOException {
    if (condition instanceof Is is && is.field().equals(Field.ID)) {
      long sequence = entries.sequenceOf(is.text());
      return sequence < 0 ? NOTHING : new Arrived(sequence, sequence + 1);
    } else if (condition instanceof And and) {
      return new And(resolved(and.parts(), entries));
    } else if (condition instanceof Or or) {
      return new Or(resolved(or.parts(), entries));
    } else if (condition instanceof Not not) {
      return new Not(resolved(not.part(), entries));
    }
    return condition;
  }

  private static List<Condition> resolved(List<Condition> parts, EntrySource entries)
      throws IOException {
    List<Condition> all = new ArrayList<>(parts.size());
    for (Condition part : parts) {
      all.add(resolved(part, entries));
    }
    return all;
  }
}
