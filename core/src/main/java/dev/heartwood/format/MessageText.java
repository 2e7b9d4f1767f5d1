package dev.heartwood.format;

import dev.heartwood.Freeze;
import dev.heartwood.LogEvent;
import org.jspecify.annotations.Nullable;

/**
 * Prints the message of an event. One that has yet to be built is filled straight into the buffer,
 * by the rules of SLF4J's {@code MessageFormatter}: <code>&#92;{}</code> prints braces, and <code>
 * &#92;&#92;{}</code> a backslash and the argument.
 */
final class MessageText {
  private static final int PLACES = 128; // a power of two

  private final Quoting quoting;

  /** Templates seen lately; whoever comes later takes the place over, so memory stays bounded. */
  private final @Nullable Template[] templates = new Template[PLACES];

  /** The string that each was last asked for with, which as a rule comes again. */
  private final @Nullable String[] texts = new String[PLACES];

  MessageText(Quoting quoting) {
    this.quoting = quoting;
  }

  void append(LogEvent event, Utf8Buffer out) {
    if (!event.messagePending()) {
      quoting.append(event.message(), out);
      return;
    }
    int start = out.length();
    int lone = out.loneSurrogates();
    fill(event, out);
    if (out.loneSurrogates() != lone) {
      // two pieces may each hold half of a pair: only the whole text can tell
      out.truncate(start);
      quoting.append(event.message(), out);
    }
  }

  private void fill(LogEvent event, Utf8Buffer out) {
    String text = event.template();
    int count = event.argumentCount();
    if (count > 0 && text.length() <= Template.MAX_CHARS) {
      Template template = template(text);
      if (template.isUsableFor(count)) {
        fill(template.pieces(), event, out);
        return;
      }
    }
    fillBySearching(text, event, count, out);
  }

  private void fill(byte[][] pieces, LogEvent event, Utf8Buffer out) {
    PlainArguments plain = event instanceof PlainArguments kept ? kept : null;
    int last = pieces.length - 1;
    for (int i = 0; i < last; i++) {
      out.append(pieces[i]);
      if (plain == null || !plain.appendPlain(i, out)) {
        append(event.argument(i), out);
      }
    }
    if (pieces[last].length > 0) {
      out.append(pieces[last]);
    }
  }

  private Template template(String text) {
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    Template known = templates[place];
    if (known != null && texts[place] == text) {
      return known;
    }
    if (known == null || !known.text().equals(text)) {
      templates[place] = known = Template.of(text, quoting);
    }
    texts[place] = text;
    return known;
  }

  private void fillBySearching(String template, LogEvent event, int count, Utf8Buffer out) {
    int from = 0;
    int next = 0;
    while (next < count) {
      int braces = template.indexOf("{}", from);
      if (braces < 0) {
        break;
      }
      if (braces == 0 || template.charAt(braces - 1) != '\\') {
        quoting.append(template, from, braces, out);
        append(event.argument(next++), out);
        from = braces + 2;
      } else if (braces >= 2 && template.charAt(braces - 2) == '\\') {
        quoting.append(template, from, braces - 1, out);
        append(event.argument(next++), out);
        from = braces + 2;
      } else {
        quoting.append(template, from, braces - 1, out);
        quoting.append("{", out);
        from = braces + 1;
      }
    }
    quoting.append(template, from, template.length(), out);
  }

  private void append(@Nullable Object value, Utf8Buffer out) {
    if (value instanceof String text) {
      quoting.append(text, out);
    } else if (value instanceof Integer number) {
      out.append(number.longValue());
    } else if (value instanceof Long number) {
      out.append(number.longValue());
    } else if (value instanceof Double number) {
      out.append(number.doubleValue());
    } else {
      quoting.append(Freeze.render(value), out);
    }
  }
}
