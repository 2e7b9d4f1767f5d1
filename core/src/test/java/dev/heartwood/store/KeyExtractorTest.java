package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class KeyExtractorTest {
  private final LogRecord record =
      new LogRecord(
          TIME,
          Level.INFO,
          "com.example.Orders",
          "main",
          "order {} filled",
          List.of("42"),
          "order 42 filled",
          List.of(new KeyValue("orderId", 42), new KeyValue("none", null)),
          List.of(
              new LogMarker(CompactingStore.TOMBSTONE, List.of()),
              new LogMarker("AUDIT", List.of())),
          Map.of("user", "ann"),
          null,
          null);

  @Test
  void finds_the_key_where_its_text_says() {
    assertThat(KeyExtractor.parse("kvp:orderId").key(record)).isEqualTo("42");
    assertThat(KeyExtractor.parse("mdc:user").key(record)).isEqualTo("ann");
    assertThat(KeyExtractor.parse("logger").key(record)).isEqualTo("com.example.Orders");
    assertThat(KeyExtractor.parse(" template ").key(record)).isEqualTo("order {} filled");
    assertThat(KeyExtractor.parse("marker").key(record)).isEqualTo("AUDIT");
  }

  @Test
  void finds_none_where_there_is_none() {
    LogRecord plain = event("plain");
    assertThat(KeyExtractor.parse("kvp:orderId").key(plain)).isNull();
    assertThat(KeyExtractor.parse("kvp:none").key(record)).isNull();
    assertThat(KeyExtractor.parse("mdc:user").key(plain)).isNull();
    assertThat(KeyExtractor.parse("marker").key(plain)).isNull();
  }

  @Test
  void refuses_another_text() {
    for (String text : List.of("", "kvp:", "mdc: ", "KVP:a", "level", "logger|marker")) {
      assertThatThrownBy(() -> KeyExtractor.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "key must be kvp:NAME, mdc:NAME, logger, marker or template, was \"" + text + "\"");
    }
  }
}
