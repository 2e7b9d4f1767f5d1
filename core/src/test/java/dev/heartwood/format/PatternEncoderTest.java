package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.TestEvents;
import dev.heartwood.ThrownData;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class PatternEncoderTest {
  private static final StackTraceElement CALLER =
      new StackTraceElement("com.acme.orders.OrderService", "fill", "OrderService.java", 42);

  private static final LogRecord EVENT =
      new LogRecord(
          TestEvents.TIME,
          Level.WARN,
          "com.acme.orders.OrderService",
          "worker-1",
          "order {} filled",
          List.of("4711"),
          "order 4711 filled",
          List.of(new KeyValue("orderId", 4711), new KeyValue("fast", true)),
          List.of(
              new LogMarker("AUDIT", List.of(new LogMarker("A", List.of()))),
              new LogMarker("SLOW", List.of())),
          Map.of("user", "ada"),
          null,
          CALLER);

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%d~2026-11-20 10:15:30,123",
        "%date{ISO8601}~2026-11-20 10:15:30,123",
        "%d{STRICT}~2026-11-20T10:15:30,123",
        "%d{HH:mm:ss.SSS}~10:15:30.123",
        "%d{HH:mm:ss.SSSSSS}~10:15:30.123000",
        "%d{HH:mm:ss.SSS}%micros%nanos~10:15:30.123456789",
        "%d{HH:mm XXX, Asia/Kolkata}~15:45 +05:30",
        "%d{EEEE, UTC, de}~Freitag",
        "%epoch~1795169730123",
        "%ep{seconds}~1795169730",
        "%relative~30123",
        "%r~30123",
        "%level|%le|%p~WARN|WARN|WARN",
        "%-6level|%6p|%.2p|%.-2p~WARN  |  WARN|RN|WA",
        "%thread|%t~worker-1|worker-1",
        "%logger{0}|%c{10}|%lo{26}|%logger{99}"
            + "~OrderService|c.a.o.OrderService|c.acme.orders.OrderService|com.acme.orders.OrderService",
        "%msg|%m|%message~order 4711 filled|order 4711 filled|order 4711 filled",
        "%.5msg|%.-5msg|%20msg|%-20msg|~illed|order|   order 4711 filled|order 4711 filled   |",
        "%X|%mdc{user}|%X{absent}|%X{absent:-none}~user=ada|ada||none",
        "%kvp~orderId=\"4711\" fast=\"true\"",
        "%kvp{SINGLE}|%kvp{none}~orderId='4711' fast='true'|orderId=4711 fast=true",
        "%maskedKvp{NONE, orderId}~orderId=XXX fast=true",
        "%marker~AUDIT [ A ] SLOW",
        "%class|%C{0}|%method|%M~com.acme.orders.OrderService|OrderService|fill|fill",
        "%file:%line|%F:%L~OrderService.java:42|OrderService.java:42",
        "%contextName|%cn~shop|shop",
        "%property{region}|%property{no.such}|%3property{no.such}~eu|null|   ",
        "%highlight(%p)~\u001B[31mWARN\u001B[0;39m",
        "%boldRed(%t) x~\u001B[1;31mworker-1\u001B[0;39m x",
        "%20(%level %thread)|~       WARN worker-1|",
        "%replace(%msg){'[0-9]+', '<$0>'}~order <4711> filled",
        "%prefix(%level %X{user:-?})~level=WARN user=ada",
        "\\%msg \\(a\\) \\\\ %level\\_s~%msg (a) \\ WARNs",
        "%(a)%level~a%level",
      })
  void prints_each_word_as_logback_does(String pattern, String expected) {
    assertThat(printed(pattern, EVENT)).isEqualTo(expected);
  }

  @Test
  void prints_the_place_of_the_call_or_says_that_it_is_unknown() {
    assertThat(printed("%caller{1}", EVENT))
        .isEqualTo("Caller+0\t at com.acme.orders.OrderService.fill(OrderService.java:42)\n");
    LogRecord unknown = TestEvents.event("x");
    assertThat(printed("%caller{1}|%class|%method|%line|%file", unknown))
        .isEqualTo("?#?:?\n|?|?|?|?");
  }

  @Test
  void asks_for_the_caller_only_if_a_word_prints_it() {
    assertThat(PatternEncoder.compile("%msg%n").needsCaller()).isFalse();
    assertThat(PatternEncoder.compile("%red(%20(%L))%n").needsCaller()).isTrue();
  }

  @Test
  void adds_the_stack_trace_to_a_pattern_that_does_not_mention_one() {
    LogRecord failed = failed();
    assertThat(printed("%msg%n", failed)).startsWith("x\ncom.acme.Failure: no\n\tat ");
    assertThat(printed("%msg%nopex%n", failed)).isEqualTo("x\n");
    assertThat(printed("%replace(%nopex){a,b}%msg%n", failed)).isEqualTo("x\n");
  }

  @Test
  void prints_a_stack_trace_to_a_depth_and_without_ignored_frames() {
    LogRecord failed = failed();
    assertThat(printed("%ex{short}", failed))
        .isEqualTo("com.acme.Failure: no\n\tat a.A.run(A.java:1)\n");
    assertThat(printed("%ex{full, b.B}", failed))
        .isEqualTo(
            "com.acme.Failure: no\n\tat a.A.run(A.java:1)\n\tat c.C.run(C.java:3) [1 skipped]\n");
  }

  @Test
  void prints_the_innermost_cause_first_on_request() {
    ThrownData cause = new ThrownData("Inner", "deep", List.of(), 0, null, List.of(), false);
    ThrownData outer = new ThrownData("Outer", null, List.of(), 0, cause, List.of(), false);
    assertThat(printed("%rEx", with(outer))).isEqualTo("Inner: deep\nWrapped by: Outer\n");
    assertThat(printed("%ex", with(outer))).isEqualTo("Outer\nCaused by: Inner: deep\n");
  }

  @Test
  void keeps_a_forged_line_on_the_line_of_its_message() {
    LogRecord event = TestEvents.event("a\r\n2026 ERROR forged \u001B[2J\u202E\u0085\tb\\n");
    assertThat(printed("%msg%n", event))
        .isEqualTo("a\\r\\n2026 ERROR forged \\u001B[2J\\u202E\\u0085\tb\\n\n");
    assertThat(printed(PatternConfig.of("%msg%n").withEscape(Escape.NONE).withLineEnd("\n"), event))
        .isEqualTo("a\r\n2026 ERROR forged \u001B[2J\u202E\u0085\tb\\n\n");
  }

  @Test
  void counts_the_width_of_what_is_printed() {
    LogRecord event = TestEvents.event("a\nb");
    assertThat(printed("%6msg|%.-2msg|", event)).isEqualTo("  a\\nb|a\\|");
    assertThat(printed("%.-1msg|%.1msg|%4msg|", TestEvents.event("😀"))).isEqualTo("?|?|  😀|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%foo", "%msg %red(%foo)", "%sn", "%foo(%msg)", "%foo{a}"})
  void refuses_an_unknown_word_by_name(String pattern) {
    String word = pattern.contains("foo") ? "foo" : "sn";
    assertThat(PatternEncoder.unknownWords(pattern)).containsExactly(word);
    assertThatThrownBy(() -> PatternEncoder.compile(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown conversion word [%" + word + "]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "%msg) rest~')' has no '('",
        "%red(%msg~'(' has no ')'",
        "%d{HH~'{' has no '}'",
        "100%~'%' has no conversion word",
        "a \\x~'\\x' is not an escape",
        "%5.msg~must not end with '.'",
        "%a-5msg~unknown conversion word [%a]",
        "%- msg~format modifier must be",
        "%level(%msg)~takes no parentheses",
        "%level{5}~takes at most 0 options",
        "%d{foo}~date pattern [foo]",
        "%d{HH, Mars/Olympus}~time zone [Mars/Olympus]",
        "%logger{x}~length of a name must be a number, was [x]",
        "%ex{many}~depth of a stack trace must be full, short or a number, was [many]",
        "%kvp{TRIPLE}~must be DOUBLE, SINGLE or NONE, was [TRIPLE]",
        "%epoch{days}~must be millis or seconds, was [days]",
        "%replace(%msg)~needs two options",
        "%replace(%msg){'(', x}~regular expression [(]",
        "%property~needs one option",
        "%caller~write %caller{1}",
        "%caller{3}~write %caller{1}",
      })
  void refuses_what_it_does_not_understand(String pattern, String problem) {
    assertThatThrownBy(() -> PatternEncoder.compile(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void refuses_an_empty_pattern() {
    assertThatThrownBy(() -> PatternEncoder.compile(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pattern must not be empty");
  }

  @Test
  void names_the_words_of_a_pattern_with_their_options() {
    assertThat(PatternEncoder.words("%d{HH:mm, UTC} %-5(%level %foo{'a, b'}) text"))
        .containsExactly(
            new PatternWord("d", List.of("HH:mm", "UTC")),
            new PatternWord("BARE", List.of()),
            new PatternWord("level", List.of()),
            new PatternWord("foo", List.of("a, b")));
  }

  @Test
  void prints_the_pattern_at_the_top_of_a_file_on_request() {
    Utf8Buffer out = new Utf8Buffer();
    PatternEncoder.compile("%msg%n").encodeHeader(out);
    assertThat(out.length()).isZero();
    PatternEncoder.compile(PatternConfig.of("%msg%n").withLineEnd("\n").withPatternAsHeader(true))
        .encodeHeader(out);
    assertThat(text(out)).isEqualTo("#logback.classic pattern: %msg%n\n");
  }

  @Test
  void leaves_a_line_in_place_of_an_event_that_cannot_be_printed() {
    LogEvent broken =
        new PendingEvent("x") {
          @Override
          public String loggerName() {
            throw new IllegalStateException("no");
          }
        };
    assertThat(printed("%msg %logger%n", broken))
        .isEqualTo("[FAILED encode: java.lang.IllegalStateException]\n");
  }

  @Test
  void hides_text_that_a_replacement_could_not_search() {
    String pattern = "%replace(%msg){'(a|b)*c', 'x'}%n";
    assertThat(printed(pattern, TestEvents.event("ab".repeat(200_000))))
        .isEqualTo("[FAILED replace: java.lang.StackOverflowError]\n");
  }

  @Test
  void keeps_names_of_many_threads_apart() {
    PatternEncoder encoder = PatternEncoder.compile("%t|");
    Utf8Buffer out = new Utf8Buffer();
    StringBuilder expected = new StringBuilder();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 500; i++) {
        String name = "thread-" + i;
        encoder.encode(
            new PendingEvent("x") {
              @Override
              public String threadName() {
                return name;
              }
            },
            out);
        expected.append(name).append('|');
      }
    }
    assertThat(text(out)).isEqualTo(expected.toString());
  }

  private static LogRecord failed() {
    return with(
        new ThrownData(
            "com.acme.Failure",
            "no",
            List.of(
                new StackTraceElement("a.A", "run", "A.java", 1),
                new StackTraceElement("b.B", "run", "B.java", 2),
                new StackTraceElement("c.C", "run", "C.java", 3)),
            0,
            null,
            List.of(),
            false));
  }

  private static LogRecord with(ThrownData thrown) {
    return new LogRecord(
        TestEvents.TIME,
        Level.INFO,
        "orders",
        "main",
        "x",
        List.of(),
        "x",
        List.of(),
        List.of(),
        Map.of(),
        thrown,
        null);
  }

  private static String printed(String pattern, LogEvent event) {
    return printed(
        PatternConfig.of(pattern)
            .withZone(ZoneOffset.UTC)
            .withLocale(Locale.ENGLISH)
            .withContextName("shop")
            .withProperties(Map.of("region", "eu")::get)
            .withStartTime(
                TestEvents.TIME.atZone(ZoneId.of("UTC")).withSecond(0).withNano(0).toInstant())
            .withLineEnd("\n"),
        event);
  }

  private static String printed(PatternConfig config, LogEvent event) {
    Utf8Buffer out = new Utf8Buffer();
    PatternEncoder.compile(config).encode(event, out);
    return text(out);
  }

  private static String text(Utf8Buffer out) {
    return new String(out.toByteArray(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%d [%thread] %-5level %logger{36} - %msg%n",
        "%level %logger %d{HH:mm:ss.SSSSSS} %msg%n",
        "%d{EEEE HH:mm:ss} %t %msg%n"
      })
  void a_line_is_the_same_whatever_was_printed_before_it(String pattern) {
    PatternConfig config = PatternConfig.of(pattern);
    Random random = new Random(20261129);
    PatternEncoder used = PatternEncoder.compile(config);
    Utf8Buffer out = new Utf8Buffer();
    String[] names = {"main", "worker-1", "x".repeat(600), new String("main")};
    long nanos = -3_000_000;
    LogEvent event = named(nanos, Level.INFO, "main", "main");
    for (int i = 0; i < 5_000; i++) {
      nanos += random.nextInt(300_000);
      boolean sameNames = random.nextInt(4) > 0;
      event =
          sameNames
              ? named(nanos, event.level(), event.loggerName(), event.threadName())
              : named(
                  nanos - random.nextInt(2) * 1_500_000L,
                  random.nextBoolean() ? Level.INFO : Level.WARN,
                  names[random.nextInt(names.length)],
                  names[random.nextInt(names.length)]);
      out.clear();
      used.encode(event, out);
      String line = new String(out.toByteArray(), UTF_8);
      assertThat(line).isEqualTo(printed(config, event));
    }
  }

  private static LogEvent named(long nanos, Level level, String logger, String thread) {
    Instant time = Instant.ofEpochSecond(0, nanos);
    return new LogRecord(
        time, level, logger, thread, "m", List.of(), "m", List.of(), List.of(), Map.of(), null,
        null);
  }
}
