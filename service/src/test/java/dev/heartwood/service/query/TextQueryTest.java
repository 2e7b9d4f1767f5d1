package dev.heartwood.service.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextQueryTest {
  private static final LogEntry ENTRY =
      new LogEntry(
          "1-1-1",
          1,
          Instant.parse("2024-01-01T10:30:00Z"),
          Instant.parse("2024-01-01T10:30:01Z"),
          new LogContent(
              Severity.ERROR,
              "ERROR",
              "payment-service",
              "Payment of order-42 failed (card declined): timeout",
              null,
              "req-abc",
              "txn-123",
              null,
              "com.shop.Payments",
              null,
              null,
              null,
              Map.of("amount", 12.5, "user", Map.of("name", "Ann Lee"))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payment",
        "PAYMENT failed",
        "order-42",
        "\"card declined\"",
        "level:ERROR",
        "level>=warn level<CRITICAL",
        "level>INFO",
        "service:payment-service",
        "service_name=payment-service AND correlation_id:req-abc",
        "nothing OR payment",
        "nothing here OR payment failed",
        "payment AND (nothing OR timeout)",
        "NOT nothing",
        "payment NOT (nothing OR refund)",
        "NOT NOT payment",
        "metadata.amount>12 metadata.amount<=12.5",
        "metadata.amount:12.5",
        "metadata.user.name:\"Ann Lee\"",
        "timestamp>=2024-01-01T10:30:00Z timestamp<2024-01-01T10:30:01Z",
        "message:\"card declined\" message:timeout",
        "10:30 OR payment",
        "logger:com.shop.Payments"
      })
  void finds_an_entry_that_it_describes(String text) {
    TextQuery query = TextQuery.parse(text);
    assertThat(query.plainBecause()).isNull();
    assertThat(query.condition().test(ENTRY)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refund",
        "payment refund",
        "\"declined card\"",
        "level:WARN",
        "level>ERROR",
        "level<TRACE",
        "service:payment",
        "NOT payment",
        "payment NOT timeout",
        "payment AND refund OR nothing AND timeout",
        "metadata.amount>12.5",
        "metadata.user:Ann",
        "timestamp>2024-01-01T10:30:00Z"
      })
  void passes_over_an_entry_that_it_does_not(String text) {
    TextQuery query = TextQuery.parse(text);
    assertThat(query.plainBecause()).isNull();
    assertThat(query.condition().test(ENTRY)).isFalse();
  }

  @Test
  void binds_and_more_tightly_than_or() {
    assertThat(TextQuery.parse("a b OR c AND d")).isEqualTo(TextQuery.parse("(a AND b) OR (c d)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(payment | a ( without its )",
        "payment) | a ) without its ( at character 8",
        "'\"card' | a quotation mark without its other",
        "payment AND | something is missing at character 12",
        "OR payment | OR stands alone",
        "() | something is missing at character 2",
        "http://shop/cart | there is no field http; your own are metadata.http",
        "level:LOUD | level must be a level, was LOUD",
        "level: | nothing stands behind level:",
        "key>5 | key cannot be compared by > or <; level, timestamp, metadata can",
        "metadata.amount>many | metadata.amount is compared with a number, was many",
        "timestamp:2024-01-01 | timestamp is compared by > >= < or <="
      })
  void searches_for_the_text_itself_if_it_is_no_query_and_says_why(String text, String why) {
    TextQuery query = TextQuery.parse(text);
    assertThat(query.plainBecause()).isEqualTo(why);
    assertThat(query.condition()).isEqualTo(TextQuery.plain(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pay* | pay*: * stands for nothing else; words and values are searched for whole",
        "a OR service:pay* | pay*: * stands for nothing else; words and values are searched for"
            + " whole",
        "payment (-word) | -word: - leaves nothing out; NOT word does"
      })
  void says_that_asterisk_and_minus_mean_nothing_special(String text, String hint) {
    TextQuery query = TextQuery.parse(text);
    assertThat(query.hint()).isEqualTo(hint);
    assertThat(query.plainBecause()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order-42 failed - twice",
        "at -5 degrees",
        "\"pay* -word\"",
        "NOT word",
        "key:-k",
        "key:\"pay*\"",
        "(pay*"
      })
  void gives_no_hint_where_nothing_else_can_be_meant(String text) {
    assertThat(TextQuery.parse(text).hint()).isNull();
  }

  @Test
  void finds_a_line_that_was_pasted() {
    TextQuery query = TextQuery.parse("order-42 failed (card declined): ");
    assertThat(query.condition().test(ENTRY)).isTrue();
    assertThat(TextQuery.parse("!!!").condition()).isEqualTo(new Condition.Contains("!!!"));
  }

  @Test
  void refuses_what_is_too_large() {
    assertThat(TextQuery.parse("a ".repeat(TextQuery.MAX_PARTS)).plainBecause()).isNull();
    assertThatThrownBy(() -> TextQuery.parse("a ".repeat(TextQuery.MAX_PARTS + 1)))
        .hasMessage("must have at most 256 parts");
    int depth = TextQuery.MAX_DEPTH;
    assertThat(TextQuery.parse("(".repeat(depth) + "a" + ")".repeat(depth)).plainBecause())
        .isNull();
    assertThatThrownBy(() -> TextQuery.parse("(".repeat(depth + 1) + "a" + ")".repeat(depth + 1)))
        .hasMessage("must be nested at most 32 deep");
    assertThatThrownBy(() -> TextQuery.parse("NOT ".repeat(depth + 1) + "a"))
        .hasMessage("must be nested at most 32 deep");
    assertThat(TextQuery.parse("a".repeat(TextQuery.MAX_LENGTH)).plainBecause()).isNull();
    assertThatThrownBy(() -> TextQuery.parse("a".repeat(TextQuery.MAX_LENGTH + 1)))
        .hasMessage("must be 1 to 4096 characters long, was 4097");
    assertThatThrownBy(() -> TextQuery.parse(" "))
        .hasMessage("must be 1 to 4096 characters long, was 1");
  }
}
