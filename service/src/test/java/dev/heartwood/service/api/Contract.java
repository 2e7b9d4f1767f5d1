package dev.heartwood.service.api;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds every answer against openapi.yaml: path, status, type, and the shape of its JSON. */
final class Contract {
  static final Map<?, ?> DOCUMENT =
      (Map<?, ?>) Api.parse(new String(Reference.openApi(), StandardCharsets.UTF_8));

  /** What answers were seen, such as {@code GET /api/v1/logs 200}. */
  static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private Contract() {}

  static void check(Api.Answer answer) {
    HttpRequest request = answer.raw().request();
    String method = request.method();
    Map<?, ?> item = item(request.uri().getPath());
    String where = method + " " + request.uri().getPath() + " " + answer.status();
    boolean problem = answer.status() >= 400;
    if (problem && !"application/json".equals(type(answer))) {
      requireShape(where, "Problem", answer);
    }
    Map<?, ?> operation = item == null ? null : map(item.get(method.toLowerCase(Locale.ROOT)));
    if (operation == null) {
      require(List.of(404, 405, 200).contains(answer.status()), where + " is not described");
      return;
    }
    Map<?, ?> response = resolve(map(map(operation.get("responses")).get("" + answer.status())));
    require(response != null, where + ": this status is not described: " + answer.text());
    SEEN.add(method + " " + pattern(request.uri().getPath()) + " " + answer.status());
    Map<?, ?> content = map(response.get("content"));
    if (content == null) {
      require(answer.raw().body().length == 0, where + " should have no body");
      return;
    }
    Map<?, ?> media = map(content.get(type(answer)));
    require(media != null, where + ": type " + type(answer) + " is not described");
    if ("application/json".equals(type(answer)) || problem) {
      List<String> errors = errors(media.get("schema"), Api.parse(answer.text()), "$");
      require(errors.isEmpty(), where + ": " + errors + " in " + answer.text());
    }
    require(answer.header("x-request-id") != null, where + " lacks X-Request-Id");
  }

  private static void requireShape(String where, String schema, Api.Answer answer) {
    require(
        "application/problem+json".equals(type(answer)),
        where + " is no problem: " + answer.text());
    Map<?, ?> found = map(map(map(DOCUMENT.get("components")).get("schemas")).get(schema));
    List<String> errors = errors(found, Api.parse(answer.text()), "$");
    require(errors.isEmpty(), where + ": " + errors);
    require(answer.at("status").equals(answer.status()), where + ": another status in the body");
  }

  private static String type(Api.Answer answer) {
    String type = answer.header("content-type");
    return type == null ? "none" : type.replaceAll(";.*", "");
  }

  static String pattern(String path) {
    for (Object each : map(DOCUMENT.get("paths")).keySet()) {
      if (each.equals(path)) {
        return path;
      }
    }
    for (Object each : map(DOCUMENT.get("paths")).keySet()) {
      if (path.matches(each.toString().replaceAll("\\{[a-z]+}", "[^/]+"))) {
        return each.toString();
      }
    }
    return null;
  }

  private static Map<?, ?> item(String path) {
    String pattern = pattern(path);
    return pattern == null ? null : map(map(DOCUMENT.get("paths")).get(pattern));
  }

  /** What does not fit; the keywords of JSON Schema that the description uses. */
  static List<String> errors(Object schema, Object value, String at) {
    Map<?, ?> rules = resolve(map(schema));
    List<String> errors = new ArrayList<>();
    Object type = rules.get("type");
    List<?> types = type instanceof List<?> list ? list : type == null ? List.of() : List.of(type);
    if (!types.isEmpty() && types.stream().noneMatch(each -> is(each.toString(), value))) {
      errors.add(at + " should be " + type + ", is " + value);
      return errors;
    }
    if (rules.get("enum") instanceof List<?> choices && !choices.contains(value)) {
      errors.add(at + " should be one of " + choices + ", is " + value);
    }
    if ("date-time".equals(rules.get("format"))) {
      try {
        OffsetDateTime.parse(value.toString());
      } catch (DateTimeParseException e) {
        errors.add(at + " should be a time, is " + value);
      }
    }
    if (value instanceof List<?> list && rules.get("items") != null) {
      for (int i = 0; i < list.size(); i++) {
        errors.addAll(errors(rules.get("items"), list.get(i), at + "[" + i + "]"));
      }
    }
    if (value instanceof Map<?, ?> object) {
      object(rules, object, at, errors);
    }
    return errors;
  }

  private static void object(Map<?, ?> rules, Map<?, ?> object, String at, List<String> errors) {
    if (rules.get("required") instanceof List<?> required) {
      required.stream()
          .filter(name -> !object.containsKey(name))
          .forEach(name -> errors.add(at + " lacks " + name));
    }
    Map<?, ?> properties =
        rules.get("properties") == null ? new HashMap<>() : map(rules.get("properties"));
    object.forEach(
        (name, inner) -> {
          Object others = rules.get("additionalProperties");
          if (properties.containsKey(name)) {
            errors.addAll(errors(properties.get(name), inner, at + "." + name));
          } else if (Boolean.FALSE.equals(others)) {
            errors.add(at + " has " + name + ", which is not described");
          } else if (others instanceof Map<?, ?> schema) {
            errors.addAll(errors(schema, inner, at + "." + name));
          }
        });
  }

  private static boolean is(String type, Object value) {
    return switch (type) {
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "number" -> value instanceof Number;
      case "null" -> value == null;
      default -> throw new AssertionError("type " + type);
    };
  }

  static Map<?, ?> resolve(Map<?, ?> node) {
    if (node == null || !(node.get("$ref") instanceof String reference)) {
      return node;
    }
    Map<?, ?> found = DOCUMENT;
    for (String part : reference.substring(2).split("/")) {
      found = map(found.get(part));
    }
    return found;
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
