package dev.heartwood.tool;

import dev.heartwood.format.SafeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and values, and lists of the same, for people or as one JSON object. */
final class Facts {
  /** So many still fit into one line. */
  private static final int MOST_IN_A_LINE = 8;

  private final Map<String, Object> values = new LinkedHashMap<>();

  Facts add(String name, String value) {
    values.put(name, value);
    return this;
  }

  Facts add(String name, long value) {
    values.put(name, value);
    return this;
  }

  Facts add(String name, boolean value) {
    values.put(name, value);
    return this;
  }

  Facts add(String name, List<String> texts) {
    values.put(name, List.copyOf(texts));
    return this;
  }

  /** One more of a list of things with that name. */
  Facts one(String name) {
    Facts inner = new Facts();
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) values.computeIfAbsent(name, n -> new ArrayList<>());
    list.add(inner);
    return inner;
  }

  /** A line for each value; those of lists are indented. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines("", lines);
    return lines;
  }

  private void lines(String indent, List<String> lines) {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    values.forEach(
        (name, value) -> {
          if (value instanceof List<?> list) {
            lines.add(indent + name);
            list.forEach(each -> item(indent + "  ", each, lines));
          } else {
            String shown = value instanceof Boolean yes ? (yes ? "yes" : "no") : value.toString();
            lines.add(indent + name + " ".repeat(width - name.length() + 2) + shown);
          }
        });
  }

  /** What belongs together stands in one line. */
  private static void item(String indent, Object item, List<String> lines) {
    if (!(item instanceof Facts facts)) {
      lines.add(indent + item);
    } else if (facts.values.size() > MOST_IN_A_LINE) {
      facts.lines(indent, lines);
    } else {
      StringBuilder line = new StringBuilder(indent);
      facts.values.forEach(
          (name, value) ->
              line.append(line.length() > indent.length() ? ", " : "")
                  .append(name)
                  .append(' ')
                  .append(value instanceof Boolean yes ? (yes ? "yes" : "no") : value));
      lines.add(line.toString());
    }
  }

  String json() {
    StringBuilder out = new StringBuilder();
    json(this, out);
    return out.toString();
  }

  private static void json(Object value, StringBuilder out) {
    if (value instanceof Facts facts) {
      out.append('{');
      facts.values.forEach((name, inner) -> member(name, inner, out));
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i == 0 ? "" : ",");
        json(list.get(i), out);
      }
      out.append(']');
    } else if (value instanceof String text) {
      out.append('"').append(SafeText.insideJson(text)).append('"');
    } else {
      out.append(value);
    }
  }

  private static void member(String name, Object value, StringBuilder out) {
    out.append(out.charAt(out.length() - 1) == '{' ? "\"" : ",\"");
    out.append(name.replace(' ', '_')).append("\":");
    json(value, out);
  }
}
