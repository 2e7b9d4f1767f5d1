package dev.heartwood.service.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The parameters of a call. */
final class QueryText {
  private final StringBuilder text = new StringBuilder();

  QueryText add(String name, @Nullable Object value) {
    if (value != null) {
      text.append(text.isEmpty() ? '?' : '&').append(encoded(name));
      text.append('=').append(encoded(value.toString()));
    }
    return this;
  }

  QueryText addAll(String name, Collection<?> values) {
    values.forEach(each -> add(name, each));
    return this;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
