package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever is logged, a message is one line, and a throwable adds the lines that we define. */
class TextLinesTest {
  private static final int EVENTS = 2_000;

  private final long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
  private final HostileEvents events = new HostileEvents(seed);
  private final PatternEncoder encoder =
      PatternEncoder.compile(
          PatternConfig.of("%level [%thread] %logger - %msg | %X | %kvp{NONE} | %marker%n")
              .withLineEnd("\n"));

  @Test
  void hostile_text_neither_adds_nor_forges_lines() {
    for (int i = 0; i < EVENTS; i++) {
      LogRecord event = events.next();
      List<String> expected = new ArrayList<>();
      expected.add(firstLine(event));
      if (event.thrown() != null) {
        addLines(event.thrown(), "", "", expected);
      }

      String text = printed(event);

      assertThat(text).as("seed %d", seed).endsWith("\n");
      assertThat(List.of(text.substring(0, text.length() - 1).split("\n", -1)))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void every_line_of_a_throwable_begins_as_documented() {
    for (int i = 0; i < EVENTS; i++) {
      LogRecord event = events.next();
      if (event.thrown() != null) {
        List<String> lines = printed(event).lines().skip(1).toList();
        assertThat(lines.get(0)).as("seed %d", seed).matches("(com\\.acme\\.|\\[CIRCULAR).*");
        assertThat(lines.subList(1, lines.size()))
            .as("seed %d", seed)
            .allMatch(line -> line.startsWith("\t") || line.startsWith("Caused by: "));
      }
    }
  }

  @Test
  void nothing_that_a_terminal_or_an_editor_obeys_gets_through() {
    for (int i = 0; i < EVENTS; i++) {
      String text = printed(events.next());
      assertThat(text.chars().filter(c -> c != '\n' && isEscaped((char) c)).count())
          .as("seed %d", seed)
          .isZero();
    }
  }

  private String printed(LogRecord event) {
    Utf8Buffer out = new Utf8Buffer();
    encoder.encode(event, out);
    return new String(out.toByteArray(), UTF_8);
  }

  private static String firstLine(LogRecord event) {
    return event.level()
        + " ["
        + escaped(event.threadName())
        + "] "
        + escaped(event.loggerName())
        + " - "
        + escaped(event.message())
        + " | "
        + event.mdc().entrySet().stream()
            .map(entry -> escaped(entry.getKey()) + "=" + escaped(entry.getValue()))
            .collect(Collectors.joining(", "))
        + " | "
        + event.keyValues().stream().map(TextLinesTest::escaped).collect(Collectors.joining(" "))
        + " | "
        + event.markers().stream()
            .map(LogMarker::toString)
            .map(TextLinesTest::escaped)
            .collect(Collectors.joining(" "));
  }

  private static String escaped(KeyValue pair) {
    return escaped(pair.key()) + "=" + escaped(String.valueOf(pair.value()));
  }

  private static void addLines(
      ThrownData thrown, String indent, String prefix, List<String> lines) {
    String text =
        thrown.cyclic()
            ? "[CIRCULAR REFERENCE: " + thrown.className() + ": " + thrown.message() + "]"
            : thrown.text();
    lines.add(indent + prefix + escaped(text));
    List<StackTraceElement> frames = thrown.frames();
    for (StackTraceElement frame : frames.subList(0, frames.size() - thrown.commonFrames())) {
      lines.add(indent + "\tat " + escaped(frame.toString()));
    }
    if (thrown.commonFrames() > 0) {
      lines.add(indent + "\t... " + thrown.commonFrames() + " common frames omitted");
    }
    for (ThrownData suppressed : thrown.suppressed()) {
      addLines(suppressed, indent + "\t", "Suppressed: ", lines);
    }
    if (thrown.cause() != null) {
      addLines(thrown.cause(), indent, "Caused by: ", lines);
    }
  }

  /** The definition, written a second time and without an eye on speed. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                escaped.append("\\n");
              } else if (c == '\r') {
                escaped.append("\\r");
              } else if (c < 0x10000 && isEscaped((char) c)) {
                escaped.append(String.format("\\u%04X", c));
              } else if (c >= 0xD800 && c <= 0xDFFF) {
                escaped.append('?');
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  private static boolean isEscaped(char c) {
    return c != '\t' && Character.getType(c) == Character.CONTROL
        || "\u2028\u2029\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"
                .indexOf(c)
            >= 0;
  }
}
