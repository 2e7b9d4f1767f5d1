package dev.heartwood.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A million characters each of what makes a backtracking engine or a careless scan quadratic. At a
 * million, quadratic work would take many minutes; the limit is only there to end such a run.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileTextTest {
  private static final int CHARS = 1_000_000;

  private final PatternRedactor redactor =
      new PatternRedactor(RedactionConfig.DEFAULT.withMaxChars(1 << 20).withMaxFinds(1 << 16));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1",
        "1 ",
        "1234 ",
        "4111-",
        "@",
        "a@",
        "a.",
        "a@b.",
        "%40",
        "eyJ",
        "eyJ.",
        "eyJa.",
        "bearer",
        "Bearer ",
        "=",
        ":",
        "password",
        "password=",
        "password=,",
        "password=a,b",
        "password:\"",
        "pwd='",
        "token:[",
        "token={",
        "\\",
        "\"",
        "password:\\\\",
        "AA00",
        "AA00 ",
        "DE89",
        "DE89-",
        "\u0000",
        "\uD800",
        "ü",
        "authorization: ",
        "cookie:",
        "secret= ",
        "a@b.c,"
      })
  void ends_on_a_million_characters(String unit) {
    String text = unit.repeat(CHARS / unit.length());

    assertThat(redactor.redactText(text)).isNotNull();
    assertThat(redactor.failed()).isZero();
  }

  @Test
  void ends_on_a_message_of_thousands_of_secret_arguments() {
    Object[] arguments = new Object[20_000];
    Arrays.fill(arguments, "a@b.cc");
    var event = new PatternRedactorTest.LiveEvent("{} ".repeat(arguments.length), arguments);

    assertThat(redactor.redact(event).message()).isEqualTo("**** ".repeat(arguments.length));
  }

  @Test
  void ends_on_patterns_that_blow_up_elsewhere() {
    var own =
        new PatternRedactor(
            new RedactionConfig(
                Set.of("k"),
                List.of(
                    Detector.pattern("nested", "(a+)+$"),
                    Detector.pattern("alternatives", "(a|aa)+b"),
                    Detector.pattern("mail", "([a-zA-Z0-9._-]+)*@x"),
                    Detector.pattern("spaces", "\\s+$")),
                "****",
                1 << 16,
                1000));

    assertThat(own.redactText("a".repeat(60_000) + "!")).startsWith("aaa");
    assertThat(own.redactText(" ".repeat(60_000) + "x")).endsWith("  x");
  }

  @Test
  void gives_up_on_a_pattern_that_looks_far_ahead_from_everywhere() {
    var own =
        new PatternRedactor(
            RedactionConfig.DEFAULT
                .withDetectors(List.of(Detector.pattern("far", "x.*y|x")))
                .withMaxFinds(100));

    assertThat(own.redactText("x".repeat(60_000))).isEqualTo("****");
    assertThat(own.overfull()).isEqualTo(1);
  }
}
