package dev.heartwood.service.api;

import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.TextQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The parameters that say which entries are meant, the same at every route.
 *
 * @param where what they mean, together with what the caller may see
 * @param text what {@code q} means; null if it was not given
 * @param from of {@code start_time}
 * @param until of {@code end_time}
 */
record Filters(
    Condition where, @Nullable TextQuery text, @Nullable Instant from, @Nullable Instant until) {

  private static final List<Field> EXACT =
      List.of(Field.CORRELATION_ID, Field.LOGGER, Field.THREAD, Field.KEY, Field.SOURCE_IP);

  private static final String LEVELS =
      "must be TRACE, DEBUG, INFO, WARN, WARNING, ERROR, CRITICAL or FATAL";

  static Filters read(Parameters parameters, Caller caller) {
    List<Condition> parts = new ArrayList<>();
    services(parameters, parts);
    levels(parameters, parts);
    Instant from = parameters.time("start_time");
    Instant until = parameters.time("end_time");
    if (from != null || until != null) {
      if (from != null && until != null && until.isBefore(from)) {
        throw Parameters.wrong("end_time", "must not be before start_time", until.toString());
      }
      parts.add(new Condition.During(from, until));
    }
    for (Field field : EXACT) {
      is(parameters, field, parts);
    }
    for (String name : parameters.names(Field.METADATA)) {
      is(parameters, new Field(name), parts);
    }
    String keyword = parameters.one("keyword");
    if (keyword != null) {
      parts.add(new Condition.Contains(keyword));
    }
    TextQuery text = parameters.parsed("q", TextQuery::parse);
    if (text != null) {
      parts.add(text.condition());
    }
    if (caller.services() != null) {
      parts.add(any(caller.services()));
    }
    return new Filters(Condition.and(parts), text, from, until);
  }

  /** Whether {@code q} may have been meant otherwise than it was taken. */
  boolean tells() {
    return text != null && (text.plainBecause() != null || text.hint() != null);
  }

  /** Says in the open object how {@code q} was taken, if it may have been meant otherwise. */
  void tell(JsonGenerator json) {
    if (text != null && text.plainBecause() != null) {
      tell(json, "text", text.plainBecause());
    } else if (text != null && text.hint() != null) {
      tell(json, "query", text.hint());
    }
  }

  private static void tell(JsonGenerator json, String readAs, String because) {
    json.writeName("q");
    json.writeStartObject();
    json.writeStringProperty("read_as", readAs);
    json.writeStringProperty("because", Json.wellFormed(because));
    json.writeEndObject();
  }

  private static void is(Parameters parameters, Field field, List<Condition> parts) {
    String value = parameters.one(field.name());
    if (value != null) {
      parts.add(new Condition.Is(field, value));
    }
  }

  private static void services(Parameters parameters, List<Condition> parts) {
    List<String> names = new ArrayList<>(parameters.many("service_name"));
    List<String> alias = parameters.many("service");
    if (!names.isEmpty() && !alias.isEmpty()) {
      throw Parameters.wrong("service", "must not be given with service_name", alias.get(0));
    }
    names.addAll(alias);
    if (!names.isEmpty()) {
      parts.add(any(Set.copyOf(names)));
    }
  }

  private static Condition any(Set<String> services) {
    List<Condition> parts = new ArrayList<>();
    for (String service : new TreeSet<>(services)) {
      parts.add(new Condition.Is(Field.SERVICE, service));
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.Or(parts);
  }

  private static void levels(Parameters parameters, List<Condition> parts) {
    List<Condition> any = new ArrayList<>();
    for (String name : parameters.many("level")) {
      Severity level = level("level", name);
      any.add(new Condition.Grave(level, level));
    }
    if (!any.isEmpty()) {
      parts.add(any.size() == 1 ? any.get(0) : new Condition.Or(any));
    }
    String least = parameters.one("min_level");
    if (least != null) {
      parts.add(new Condition.Grave(level("min_level", least), Severity.FATAL));
    }
  }

  private static Severity level(String parameter, String name) {
    return Severity.named(name).orElseThrow(() -> Parameters.wrong(parameter, LEVELS, name));
  }
}
