package dev.heartwood.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills in {@code ${NAME}} and {@code ${NAME:-default}}; a default may hold placeholders itself.
 * {@code $${} stands for {@code ${} as such.
 */
final class Placeholders {
  private static final int MAX_DEPTH = 16;

  private final Function<String, @Nullable String> properties;

  Placeholders(Function<String, @Nullable String> properties) {
    this.properties = properties;
  }

  /**
   * @throws IllegalArgumentException if a name has no value and no default, or a brace is missing
   */
  String fill(String text) {
    return text.contains("${") ? fill(text, 0) : text;
  }

  private String fill(String text, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "placeholders must not nest deeper than " + MAX_DEPTH + ", was " + text);
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("$${", at)) {
        out.append("${");
        at += 3;
      } else if (text.startsWith("${", at)) {
        int end = end(text, at + 2);
        out.append(value(text.substring(at + 2, end), depth));
        at = end + 1;
      } else {
        out.append(text.charAt(at++));
      }
    }
    return out.toString();
  }

  private String value(String placeholder, int depth) {
    int split = placeholder.indexOf(":-");
    String name = split < 0 ? placeholder : placeholder.substring(0, split);
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "a placeholder must have a name, was ${" + placeholder + "}");
    }
    String value = properties.apply(name.strip());
    if (value != null) {
      return value;
    }
    if (split < 0) {
      throw new IllegalArgumentException(
          "${"
              + name
              + "} must be set as a system property or in the environment, or have a"
              + " default: ${"
              + name
              + ":-default}");
    }
    return fill(placeholder.substring(split + 2), depth + 1);
  }

  /** The brace that closes a placeholder, past those within it. */
  private static int end(String text, int from) {
    int open = 1;
    for (int i = from; i < text.length(); i++) {
      if (text.startsWith("${", i)) {
        open++;
      } else if (text.charAt(i) == '}' && --open == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("a placeholder must end with }, was " + text);
  }
}
