package dev.heartwood.redaction;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.EpochNanos;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

class PatternRedactorTest {
  private static final String CARD = "4111111111111111";

  private final PatternRedactor redactor = new PatternRedactor();

  @Test
  void gives_back_the_same_event_when_nothing_is_secret() {
    LogEvent plain =
        new LiveEvent("order {} filled at {} for {}", 42, 99.5, "ACME")
            .with(new KeyValue("orderId", 42L))
            .with(Map.of("traceId", "4bf92f3577b34da6a3ce929d0e0e4736"))
            .with(new IllegalStateException("no stock"));

    assertThat(redactor.redact(plain)).isSameAs(plain);
    assertThat(redactor.counts().values()).containsOnly(0L);
  }

  @Test
  void masks_an_argument_and_keeps_the_rest() {
    LogRecord masked = redact(new LiveEvent("paid with {} by {}", CARD, "bob"));

    assertThat(masked.message()).isEqualTo("paid with **** by bob");
    assertThat(masked.template()).isEqualTo("paid with {} by {}");
    assertThat(masked.arguments()).containsExactly("****", "bob");
    assertThat(masked.timestamp()).isEqualTo(TIME);
    assertThat(masked.level()).isEqualTo(Level.INFO);
    assertThat(masked.loggerName()).isEqualTo("orders");
    assertThat(masked.threadName()).isEqualTo("main");
  }

  @Test
  void masks_a_secret_split_over_template_and_arguments_in_all_of_them() {
    LogRecord masked = redact(new LiveEvent("card 4111 1111 {} {}, ok", 1111, "1111"));

    assertThat(masked.message()).isEqualTo("card ****, ok");
    assertThat(masked.template()).isEqualTo("card ****{}****{}, ok");
    assertThat(masked.arguments()).containsExactly("****", "****");
  }

  @Test
  void masks_an_argument_in_the_message_where_what_stands_before_it_hides_it() {
    LogRecord masked = redact(new LiveEvent("x99999999{}", CARD));

    assertThat(masked.message()).isEqualTo("x99999999****");
    assertThat(masked.arguments()).containsExactly("****");
  }

  @Test
  void masks_the_whole_argument_that_a_secret_key_in_the_template_stands_before() {
    LogRecord masked = redact(new LiveEvent("login {} password={}", "bob", "two words"));

    assertThat(masked.message()).isEqualTo("login bob password=****");
    assertThat(masked.template()).isEqualTo("login {} password={}");
    assertThat(masked.arguments()).containsExactly("bob", "****");
  }

  @Test
  void masks_a_value_whose_key_is_another_argument() {
    LogRecord masked = redact(new LiveEvent("{}={}", "password", "hunter2"));

    assertThat(masked.message()).isEqualTo("password=****");
    assertThat(masked.arguments()).containsExactly("password", "****");
  }

  @Test
  void knows_escaped_placeholders_and_arguments_that_have_none() {
    LogRecord masked = redact(new LiveEvent("\\{} \\\\{} {}", "a", CARD, CARD + "7", CARD));

    assertThat(masked.message()).isEqualTo("{} \\a ****");
    assertThat(masked.arguments()).containsExactly("a", "****", CARD + "7", "****");
  }

  @Test
  void masks_everything_of_a_message_that_was_not_made_from_its_template() {
    var foreign =
        new LogRecord(
            TIME,
            Level.INFO,
            "orders",
            "main",
            "pay %s",
            List.of(CARD),
            "pay x9" + CARD,
            List.of(),
            List.of(),
            Map.of(),
            null,
            null);

    LogRecord masked = (LogRecord) redactor.redact(foreign);

    assertThat(masked.message()).isEqualTo("****");
    assertThat(masked.arguments()).containsExactly("****");
  }

  @Test
  void masks_key_values_by_key_and_by_value_and_keeps_the_types_of_the_others() {
    LogRecord masked =
        redact(
            new LiveEvent("m")
                .with(new KeyValue("userPassword", 1234))
                .with(new KeyValue("card", Long.parseLong(CARD)))
                .with(new KeyValue("amount", 7))
                .with(new KeyValue("gone", null))
                .with(new KeyValue("note", "mail bob@example.com")));

    assertThat(masked.keyValues())
        .containsExactly(
            new KeyValue("userPassword", "****"),
            new KeyValue("card", "****"),
            new KeyValue("amount", 7),
            new KeyValue("gone", null),
            new KeyValue("note", "mail ****"));
    assertThat(redactor.maskedByKey()).isEqualTo(1);
  }

  @Test
  void masks_numbers_of_every_type_that_are_card_numbers() {
    for (Object number :
        List.of(
            Long.valueOf(CARD),
            Double.valueOf(CARD),
            new BigInteger(CARD),
            new BigDecimal(CARD),
            new BigDecimal(CARD).setScale(2),
            new BigDecimal(CARD).movePointRight(3).movePointLeft(3),
            new BigDecimal("4.111111111111111E+15"),
            new StringBuilder(CARD),
            new Object[] {CARD},
            List.of(CARD))) {
      LogRecord masked = redact(new LiveEvent("paid {}", number).with(new KeyValue("c", number)));

      assertThat(masked.toString()).doesNotContain("411111").doesNotContain("4.1111");
      assertThat(masked.message()).startsWith("paid ");
    }
  }

  @Test
  void passes_numbers_that_are_none() {
    for (Object number :
        List.of(1, 2L, 3.5, 4.5f, Double.NaN, 1e300, Long.MIN_VALUE, new BigDecimal("1E-400"))) {
      LogEvent plain = new LiveEvent("{}", number).with(new KeyValue("n", number));

      assertThat(redactor.redact(plain)).isSameAs(plain);
    }
  }

  @Test
  void masks_the_mdc_by_key_and_by_value_in_its_order_and_counts_each_once() {
    Map<String, String> mdc = new LinkedHashMap<>();
    mdc.put("tenant", "acme");
    mdc.put("token", "abc");
    mdc.put("user", "bob@example.com");
    mdc.put("z", "plain");

    assertThat(redact(new LiveEvent("m").with(mdc)).mdc())
        .containsExactly(
            Map.entry("tenant", "acme"),
            Map.entry("token", "****"),
            Map.entry("user", "****"),
            Map.entry("z", "plain"));
    assertThat(redactor.maskedByKey()).isEqualTo(1);
    assertThat(redactor.counts()).containsEntry("email", 1L);
  }

  @Test
  void masks_names_and_keys_too() {
    LogRecord masked =
        redact(
            new LiveEvent("m")
                .with(Map.of("bob@example.com", "1"))
                .with(new KeyValue("eve@example.com", 2)));

    assertThat(masked.mdc()).containsOnly(Map.entry("****", "1"));
    assertThat(masked.keyValues()).containsExactly(new KeyValue("****", 2));
  }

  @Test
  void masks_messages_of_throwables_causes_and_suppressed_ones() {
    var thrown = new IllegalStateException("plain", new RuntimeException("pwd=abc"));
    thrown.getCause().addSuppressed(new RuntimeException("to bob@example.com"));

    ThrownData masked = redact(new LiveEvent("m").with(thrown)).thrown();

    assertThat(masked.message()).isEqualTo("plain");
    assertThat(masked.cause().message()).isEqualTo("pwd=****");
    assertThat(masked.cause().suppressed().get(0).message()).isEqualTo("to ****");
    assertThat(masked.frames()).isEqualTo(ThrownData.of(thrown).frames());
    assertThat(masked.cause().className()).isEqualTo("java.lang.RuntimeException");
  }

  @Test
  void masks_marker_names_and_those_of_nested_markers() {
    var nested = new LogMarker("A", List.of(new LogMarker("bob@example.com", List.of())));

    assertThat(redact(new LiveEvent("m").with(nested)).markers())
        .containsExactly(new LogMarker("A", List.of(new LogMarker("****", List.of()))));
  }

  @Test
  void changes_nothing_in_what_it_masked_before() {
    LogRecord once =
        redact(
            new LiveEvent("password={} card {} Bearer {}", "a b", CARD, "abc")
                .with(new KeyValue("token", "x"))
                .with(Map.of("secret", "y")));

    assertThat(redactor.redact(once)).isSameAs(once);
  }

  @Test
  void masks_the_whole_text_on_which_a_detector_throws_and_counts_it() {
    var failing =
        new PatternRedactor(
            RedactionConfig.DEFAULT.withDetector(
                Detector.of(
                    "failing",
                    (text, found) -> {
                      if (text.contains("!")) {
                        throw new IllegalStateException("bug");
                      }
                    })));

    LogEvent masked = failing.redact(new LiveEvent("{} done", "secret!").with(Map.of("k", "v")));

    assertThat(masked.message()).isEqualTo("****");
    assertThat(masked.toRecord().arguments()).containsExactly("****");
    assertThat(masked.mdc()).containsEntry("k", "v");
    assertThat(failing.failed()).isPositive();
  }

  @Test
  void masks_the_whole_text_when_a_detector_finds_beyond_its_end() {
    var failing =
        new PatternRedactor(
            RedactionConfig.DEFAULT.withDetector(
                Detector.of("beyond", (text, found) -> found.add(0, text.length() + 1))));

    assertThat(failing.redactText("secret")).isEqualTo("****");
    assertThat(failing.failed()).isEqualTo(1);
  }

  @Test
  void masks_a_text_with_too_many_secrets_as_a_whole() {
    var few = new PatternRedactor(RedactionConfig.DEFAULT.withMaxFinds(2));

    assertThat(few.redactText("a@b.cc d@e.ff")).isEqualTo("**** ****");
    assertThat(few.redactText("a@b.cc d@e.ff g@h.ii")).isEqualTo("****");
    assertThat(few.overfull()).isEqualTo(1);
  }

  @Test
  void lets_nothing_through_beyond_the_part_that_it_looks_at() {
    var small = new PatternRedactor(RedactionConfig.DEFAULT.withMaxChars(1024));
    String words = "ordinary words and then some ".repeat(30);
    for (int gap = 0; gap < 200; gap++) {
      String text = words + "x".repeat(gap) + " card 4111 1111 1111 1111 end " + words;

      String masked = small.redactText(text);

      assertThat(masked).doesNotContain("4111").startsWith("ordinary words").endsWith("secrets]");
      assertThat(masked).hasSizeLessThan(1024 + 100);
    }
    assertThat(small.cut()).isEqualTo(200);
  }

  @Test
  void drops_a_long_word_that_reaches_beyond_the_part_that_it_looks_at() {
    var small = new PatternRedactor(RedactionConfig.DEFAULT.withMaxChars(1024));
    String token = "eyJ" + "h".repeat(2000) + ".payload.sig";

    assertThat(small.redactText("take " + token)).startsWith("take [cut: ");
    assertThat(small.redactText(token)).startsWith("[cut: ");
  }

  @Test
  void masks_all_arguments_of_a_message_that_was_cut() {
    var small = new PatternRedactor(RedactionConfig.DEFAULT.withMaxChars(1024));
    LogRecord masked =
        (LogRecord) small.redact(new LiveEvent("{} {}", "word ".repeat(500), "password"));

    assertThat(masked.message()).startsWith("word word").endsWith("not checked for secrets]");
    assertThat(masked.arguments()).containsExactly("****", "****");
  }

  @Test
  void counts_what_each_detector_found() {
    redactor.redact(event("bob@example.com and eve@example.com"));
    redactor.redact(event("pwd=x"));

    assertThat(redactor.counts())
        .containsEntry("email", 2L)
        .containsEntry("password", 1L)
        .containsEntry("iban", 0L);
  }

  private LogRecord redact(LogEvent event) {
    LogEvent masked = redactor.redact(event);
    assertThat(masked).isNotSameAs(event);
    return (LogRecord) masked;
  }

  /** An event as it is on the logging thread, with the caller's own objects. */
  static final class LiveEvent implements LogEvent {
    private final String template;
    private final Object[] arguments;
    private final List<KeyValue> keyValues = new ArrayList<>();
    private final List<LogMarker> markers = new ArrayList<>();
    private Map<String, String> mdc = Map.of();
    private ThrownData thrown;

    LiveEvent(String template, Object... arguments) {
      this.template = template;
      this.arguments = arguments;
    }

    LiveEvent with(KeyValue pair) {
      keyValues.add(pair);
      return this;
    }

    LiveEvent with(LogMarker marker) {
      markers.add(marker);
      return this;
    }

    LiveEvent with(Map<String, String> entries) {
      mdc = entries;
      return this;
    }

    LiveEvent with(Throwable value) {
      thrown = ThrownData.of(value);
      return this;
    }

    @Override
    public long epochNanos() {
      return EpochNanos.of(TIME);
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String loggerName() {
      return "orders";
    }

    @Override
    public String threadName() {
      return "main";
    }

    @Override
    public String template() {
      return template;
    }

    @Override
    public List<?> arguments() {
      return Arrays.asList(arguments);
    }

    @Override
    public String message() {
      return MessageFormatter.basicArrayFormat(template, arguments);
    }

    @Override
    public List<KeyValue> keyValues() {
      return keyValues;
    }

    @Override
    public List<LogMarker> markers() {
      return markers;
    }

    @Override
    public Map<String, String> mdc() {
      return mdc;
    }

    @Override
    public ThrownData thrown() {
      return thrown;
    }

    @Override
    public StackTraceElement caller() {
      return null;
    }
  }
}
