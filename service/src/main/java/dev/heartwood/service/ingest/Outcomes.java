package dev.heartwood.service.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of each item of a request, in their order. Of what is stored it knows the place in
 * the record; which ids those are is known when that is appended.
 *
 * <pre>
 * number  items, each: 1 byte: 0 stored, at the next place
 *                              1 filtered: text rule
 *                              2 rejected: text code, text field or empty, text detail, signed
 *                                milliseconds to wait, -1 if it is not retryable
 *                              3 duplicate: text id
 *                              4 duplicate of the entry at a place of the same record: number
 * </pre>
 *
 * <p><b>Threads:</b> one.
 */
final class Outcomes {
  private static final int STORED = 0;
  private static final int FILTERED = 1;
  private static final int REJECTED = 2;
  private static final int DUPLICATE = 3;
  private static final int DUPLICATE_IN_REQUEST = 4;

  /** One item; its receipt, or a place. */
  private record Outcome(@Nullable Receipt receipt, int place, boolean stored) {}

  private final List<Outcome> items = new ArrayList<>();

  int size() {
    return items.size();
  }

  void add(Receipt receipt) {
    items.add(new Outcome(receipt, 0, false));
  }

  void set(int index, Receipt receipt) {
    items.set(index, new Outcome(receipt, 0, false));
  }

  /** Stored; places come in their order. */
  void setStored(int index, int place) {
    items.set(index, new Outcome(null, place, true));
  }

  /** The same as the one that is stored at a place. */
  void setDuplicate(int index, int place) {
    items.set(index, new Outcome(null, place, false));
  }

  /** A request of which nothing was kept, and something may be later, is no answer for ever. */
  boolean mayBeRepeated() {
    boolean retryable = false;
    for (Outcome each : items) {
      if (each.stored) {
        return true;
      }
      retryable |= each.receipt instanceof Receipt.Rejected rejected && rejected.why().retryable();
    }
    return !retryable;
  }

  /**
   * @param first id of those that were stored
   */
  List<Receipt> receipts(EntryId first) {
    List<Receipt> receipts = new ArrayList<>(items.size());
    for (Outcome each : items) {
      Receipt known = each.receipt;
      if (known != null) {
        receipts.add(known);
      } else {
        String id = first.plus(each.place).text();
        receipts.add(each.stored ? new Receipt.Stored(id) : new Receipt.Duplicate(id));
      }
    }
    return receipts;
  }

  void write(ByteSink out) {
    out.number(items.size());
    for (Outcome each : items) {
      if (each.stored) {
        out.oneByte(STORED);
      } else if (each.receipt instanceof Receipt.Filtered filtered) {
        out.oneByte(FILTERED);
        out.text(filtered.rule());
      } else if (each.receipt instanceof Receipt.Rejected rejected) {
        out.oneByte(REJECTED);
        write(out, rejected.why());
      } else if (each.receipt instanceof Receipt.Duplicate duplicate) {
        out.oneByte(DUPLICATE);
        out.text(duplicate.id());
      } else {
        out.oneByte(DUPLICATE_IN_REQUEST);
        out.number(each.place);
      }
    }
  }

  private static void write(ByteSink out, Rejection why) {
    out.text(why.code());
    out.text(why.field() == null ? "" : why.field());
    out.text(why.detail());
    Duration after = why.retryAfter();
    out.signed(!why.retryable() ? -1 : after == null ? 0 : after.toMillis());
  }

  static Outcomes read(ByteSource in) throws IOException {
    Outcomes outcomes = new Outcomes();
    int size = in.count();
    int places = 0;
    for (int i = 0; i < size; i++) {
      int kind = in.oneByte();
      outcomes.items.add(
          switch (kind) {
            case STORED -> new Outcome(null, places++, true);
            case FILTERED -> new Outcome(new Receipt.Filtered(in.text()), 0, false);
            case REJECTED -> new Outcome(new Receipt.Rejected(readRejection(in)), 0, false);
            case DUPLICATE -> new Outcome(new Receipt.Duplicate(in.text()), 0, false);
            case DUPLICATE_IN_REQUEST -> new Outcome(null, (int) in.number(), false);
            default -> throw new IOException("kind of an item must be 0 to 4, was " + kind);
          });
    }
    return outcomes;
  }

  private static Rejection readRejection(ByteSource in) throws IOException {
    String code = in.text();
    String field = in.text();
    String detail = in.text();
    long millis = in.signed();
    return new Rejection(
        code,
        field.isEmpty() ? null : field,
        detail,
        millis >= 0,
        millis < 0 ? null : Duration.ofMillis(millis));
  }
}
