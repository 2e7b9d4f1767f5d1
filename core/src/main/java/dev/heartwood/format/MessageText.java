package dev.heartwood.format;

import dev.heartwood.Freeze;
import dev.heartwood.LogEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints the message of an event. One that has yet to be built is filled straight into the buffer,
 * by the rules of SLF4J's {@code MessageFormatter}: <code>&#92;{}</code> prints braces, and <code>
 * &#92;&#92;{}</code> a backslash and the argument.
 */
final class MessageText {
  private MessageText() {}

  static void append(LogEvent event, Quoting quoting, Utf8Buffer out) {
    if (!event.messagePending()) {
      quoting.append(event.message(), out);
      return;
    }
    int start = out.length();
    int lone = out.loneSurrogates();
    fill(event.template(), event.arguments(), quoting, out);
    if (out.loneSurrogates() != lone) {
      // two pieces may each hold half of a pair: only the whole text can tell
      out.truncate(start);
      quoting.append(event.message(), out);
    }
  }

  private static void fill(
      String template,
      List<? extends @Nullable Object> arguments,
      Quoting quoting,
      Utf8Buffer out) {
    int from = 0;
    int next = 0;
    int count = arguments.size();
    while (next < count) {
      int braces = template.indexOf("{}", from);
      if (braces < 0) {
        break;
      }
      if (braces == 0 || template.charAt(braces - 1) != '\\') {
        quoting.append(template, from, braces, out);
        append(arguments.get(next++), quoting, out);
        from = braces + 2;
      } else if (braces >= 2 && template.charAt(braces - 2) == '\\') {
        quoting.append(template, from, braces - 1, out);
        append(arguments.get(next++), quoting, out);
        from = braces + 2;
      } else {
        quoting.append(template, from, braces - 1, out);
        quoting.append("{", out);
        from = braces + 1;
      }
    }
    quoting.append(template, from, template.length(), out);
  }

  private static void append(@Nullable Object value, Quoting quoting, Utf8Buffer out) {
    if (value instanceof String text) {
      quoting.append(text, out);
    } else if (value instanceof Integer number) {
      out.append(number.longValue());
    } else if (value instanceof Long number) {
      out.append(number);
    } else {
      quoting.append(Freeze.render(value), out);
    }
  }
}
