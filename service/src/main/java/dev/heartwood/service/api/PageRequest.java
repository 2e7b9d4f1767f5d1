package dev.heartwood.service.api;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page that is asked for.
 *
 * @param filters without the bound of a cursor
 * @param limit of entries on the page
 * @param offset entries before it
 * @param cursor where it begins; null for the first
 */
record PageRequest(
    Filters filters,
    Order order,
    int limit,
    int offset,
    Cursors.@Nullable Cursor cursor,
    boolean exact) {
  static final int MAX_LIMIT = 1_000;
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_OFFSET = 10_000;

  static PageRequest read(Parameters parameters, Caller caller, Cursors cursors) {
    Filters filters = Filters.read(parameters, caller);
    Order order = order(parameters, Order.NEWEST_FIRST);
    int limit = parameters.whole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    int offset = parameters.whole("offset", 0, MAX_OFFSET, 0);
    int page = parameters.whole("page", 1, MAX_OFFSET + 1, 1);
    boolean exact = "exact".equals(choice(parameters, "count", List.of("exact", "fast")));
    String text = parameters.one("cursor");
    int ways = (text == null ? 0 : 1) + (parameters.has("page") ? 1 : 0);
    if (ways + (parameters.has("offset") ? 1 : 0) > 1) {
      throw Parameters.wrong(
          text == null ? "page" : "cursor", "must be the only one of page, offset, cursor", "not");
    }
    if ((long) (page - 1) * limit > MAX_OFFSET) {
      throw Parameters.wrong(
          "page",
          "must begin within the first " + MAX_OFFSET + " entries; use cursor",
          Integer.toString(page));
    }
    if (text == null) {
      int skip = offset + (page - 1) * limit;
      return new PageRequest(filters, order, limit, skip, null, exact);
    }
    Cursors.Cursor cursor = cursors.read(filters.where(), order, text);
    return new PageRequest(filters, order, limit, cursor.offset(), cursor, exact);
  }

  static Order order(Parameters parameters, Order otherwise) {
    String order = choice(parameters, "order", List.of("asc", "desc"));
    if (order == null) {
      return otherwise;
    }
    return order.equals("asc") ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
  }

  static @Nullable String choice(Parameters parameters, String name, List<String> choices) {
    String value = parameters.one(name);
    if (value != null && !choices.contains(value)) {
      throw Parameters.wrong(name, "must be " + String.join(" or ", choices), value);
    }
    return value;
  }

  LogQuery query() {
    long count = exact ? Long.MAX_VALUE : LogQuery.DEFAULT_COUNT;
    if (cursor == null) {
      return new LogQuery(filters.where(), order, limit, offset, null, count);
    }
    Condition where =
        new Condition.And(List.of(filters.where(), new Condition.Arrived(0, cursor.until())));
    return new LogQuery(where, order, limit, 0, cursor.mark(), count);
  }
}
