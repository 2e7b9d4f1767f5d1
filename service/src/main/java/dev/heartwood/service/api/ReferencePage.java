package dev.heartwood.service.api;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Renders an OpenAPI document as one page of HTML, without scripts. */
final class ReferencePage {
  private final StringBuilder html = new StringBuilder(32 << 10);
  private final Map<?, ?> document;

  private ReferencePage(Map<?, ?> document) {
    this.document = document;
  }

  static byte[] render(byte[] yaml) {
    Object document =
        new Load(LoadSettings.builder().build())
            .loadFromInputStream(new ByteArrayInputStream(yaml));
    return new ReferencePage(map(document)).page().getBytes(StandardCharsets.UTF_8);
  }

  private String page() {
    Map<?, ?> info = map(document.get("info"));
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
        .append(text(info.get("title")))
        .append("</title><link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><main>");
    tag("h1", text(info.get("title")));
    tag("p", text(info.get("description")));
    html.append("<p><a href=\"/openapi.yaml\">openapi.yaml</a></p>");
    map(document.get("paths")).forEach((path, item) -> path(String.valueOf(path), map(item)));
    tag("h2", "Problems");
    tag("p", "What a problem's <code>type</code> points at.");
    html.append("<table><tr><th>code</th><th>status</th><th>title</th></tr>");
    for (ProblemCode code : ProblemCode.values()) {
      html.append("<tr id=\"problem-").append(code.text()).append("\">");
      cell("<code>" + code.text() + "</code>");
      cell(Integer.toString(code.status()));
      cell(text(code.title()));
      html.append("</tr>");
    }
    html.append("</table>");
    tag("h2", "Schemas");
    map(map(document.get("components")).get("schemas"))
        .forEach((name, schema) -> schema(String.valueOf(name), map(schema)));
    return html.append("</main></body></html>\n").toString();
  }

  private void path(String path, Map<?, ?> item) {
    item.forEach(
        (method, operation) -> {
          if (operation instanceof Map<?, ?> map && map.containsKey("responses")) {
            operation(String.valueOf(method), path, map);
          }
        });
  }

  private void operation(String method, String path, Map<?, ?> operation) {
    tag("h2", "<b>" + text(method.toUpperCase(Locale.ROOT)) + "</b> " + text(path));
    tag("p", text(operation.get("summary")));
    if (operation.get("description") != null) {
      tag("p", text(operation.get("description")));
    }
    if (operation.get("parameters") instanceof List<?> parameters) {
      html.append("<table><tr><th>parameter</th><th>in</th><th>type</th><th></th></tr>");
      for (Object each : parameters) {
        Map<?, ?> parameter = resolved(map(each));
        html.append("<tr>");
        cell("<code>" + text(parameter.get("name")) + "</code>");
        cell(text(parameter.get("in")));
        cell(type(map(parameter.get("schema"))));
        cell(text(parameter.get("description")));
        html.append("</tr>");
      }
      html.append("</table>");
    }
    html.append("<table><tr><th>status</th><th>answer</th><th></th></tr>");
    map(operation.get("responses")).forEach(this::response);
    html.append("</table>");
  }

  private void response(Object status, Object value) {
    Map<?, ?> response = resolved(map(value));
    html.append("<tr>");
    cell(text(status));
    StringBuilder types = new StringBuilder();
    map(response.get("content"))
        .forEach(
            (type, media) ->
                types
                    .append(text(type))
                    .append(' ')
                    .append(type(map(map(media).get("schema"))))
                    .append("<br>"));
    cell(types.toString());
    cell(text(response.get("description")));
    html.append("</tr>");
  }

  private void schema(String name, Map<?, ?> schema) {
    html.append("<h3 id=\"schema-").append(text(name)).append("\">").append(text(name));
    html.append("</h3>");
    if (schema.get("description") != null) {
      tag("p", text(schema.get("description")));
    }
    List<?> required = schema.get("required") instanceof List<?> list ? list : List.of();
    html.append("<table><tr><th>field</th><th>type</th><th></th></tr>");
    map(schema.get("properties"))
        .forEach(
            (field, value) -> {
              html.append("<tr>");
              cell("<code>" + text(field) + "</code>" + (required.contains(field) ? " *" : ""));
              cell(type(map(value)));
              cell(text(map(value).get("description")));
              html.append("</tr>");
            });
    html.append("</table>");
  }

  /** In a word; a reference as a link. */
  private static String type(Map<?, ?> schema) {
    if (schema.get("$ref") instanceof String reference) {
      String name = text(reference.substring(reference.lastIndexOf('/') + 1));
      return "<a href=\"#schema-" + name + "\">" + name + "</a>";
    }
    if (schema.get("items") != null) {
      return "array of " + type(map(schema.get("items")));
    }
    return text(schema.get("enum") == null ? schema.get("type") : schema.get("enum"));
  }

  private Map<?, ?> resolved(Map<?, ?> node) {
    if (!(node.get("$ref") instanceof String reference)) {
      return node;
    }
    Map<?, ?> found = document;
    for (String part : reference.substring(2).split("/")) {
      found = map(found.get(part));
    }
    return found;
  }

  private void tag(String name, String inner) {
    html.append('<').append(name).append('>').append(inner);
    html.append("</").append(name).append(">\n");
  }

  private void cell(String inner) {
    tag("td", inner);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(@Nullable Object value) {
    return value == null
        ? ""
        : value
            .toString()
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
  }
}
