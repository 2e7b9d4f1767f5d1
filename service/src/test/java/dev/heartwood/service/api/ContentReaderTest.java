package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.IngestLimits;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentReaderTest {
  private static final String FULL =
      """
      {"level":"Warning","service_name":"payment-service","message":"Payment failed",
       "metadata":{"transaction_id":"txn-123","amount":12.5,"n":3,"ok":true,"none":null,
         "big":123456789012345678901234567890,"exact":0.1234567890123456789,"list":[1,"a",{"b":2.0}],
         "a.b":{"c":1e3}},
       "correlation_id":"req-abc","timestamp":"2024-01-01T10:30:00Z","key":"txn-123",
       "source_ip":"192.168.1.100","logger":"com.shop.Payments","thread":"main","client_id":"c-1",
       "exception":{"type":"java.io.IOException","message":"broken pipe","stack_trace":"at x\\n"}}
      """;

  @Test
  void reads_every_field_and_keeps_the_types_of_metadata() {
    LogContent content = content(FULL);
    assertThat(content.severity()).isEqualTo(Severity.WARN);
    assertThat(content.level()).isEqualTo("Warning");
    assertThat(content.service()).isEqualTo("payment-service");
    assertThat(content.timestamp()).isEqualTo(Instant.parse("2024-01-01T10:30:00Z"));
    assertThat(content.correlationId()).isEqualTo("req-abc");
    assertThat(content.key()).isEqualTo("txn-123");
    assertThat(content.sourceIp()).isEqualTo("192.168.1.100");
    assertThat(content.logger()).isEqualTo("com.shop.Payments");
    assertThat(content.thread()).isEqualTo("main");
    assertThat(content.clientId()).isEqualTo("c-1");
    assertThat(content.thrown().type()).isEqualTo("java.io.IOException");
    assertThat(content.thrown().stackTrace()).isEqualTo("at x\n");
    assertThat(content.metadata().keySet())
        .containsExactly(
            "transaction_id", "amount", "n", "ok", "none", "big", "exact", "list", "a.b");
    assertThat(content.metadata())
        .containsEntry("amount", 12.5)
        .containsEntry("n", 3L)
        .containsEntry("ok", true)
        .containsEntry("none", null)
        .containsEntry("big", new BigInteger("123456789012345678901234567890"))
        .containsEntry("exact", new BigDecimal("0.1234567890123456789"))
        .containsEntry("list", Arrays.asList(1L, "a", Map.of("b", 2.0)))
        .containsEntry("a.b", Map.of("c", 1000.0));
  }

  @Test
  void writes_what_it_reads() {
    LogContent content = content(FULL);
    assertThat(content(new String(json(content), StandardCharsets.UTF_8))).isEqualTo(content);
  }

  @Test
  void takes_the_default_service_and_the_short_name_of_the_field() {
    String bare = "{\"level\":\"info\",\"message\":\"m\"}";
    assertThat(((Batch.Item.Entry) item(bare, "orders")).content().service()).isEqualTo("orders");
    assertThat(content("{\"level\":\"info\",\"message\":\"m\",\"service\":\"s\"}").service())
        .isEqualTo("s");
    assertThat(why(bare)).isEqualTo("service_name: service_name must be there, and not be blank");
  }

  @ParameterizedTest
  @CsvSource({
    "1704105000000, 2024-01-01T10:30:00Z",
    "'\"1704105000000\"', 2024-01-01T10:30:00Z",
    "'\"2024-01-01T12:30:00+02:00\"', 2024-01-01T10:30:00Z",
    "'\"2024-01-01 10:30:00\"', 2024-01-01T10:30:00Z",
    "null,"
  })
  void reads_times_as_text_or_milliseconds(String json, Instant expected) {
    assertThat(content(with("timestamp", json)).timestamp()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "level | 5 | level: level must be a string, was a number",
        "level | \"loud\" | level: level must be TRACE, DEBUG, INFO, WARN, WARNING, ERROR, CRITICAL or FATAL, was loud",
        "level | null | level: level must be there",
        "message | {} | message: message must be a string, was an object",
        "message | [1] | message: message must be a string, was an array",
        "service_name | true | service_name: service_name must be a string, was a boolean",
        "service_name | \" \" | service_name: service_name must be there, and not be blank",
        "timestamp | 1.5 | timestamp: timestamp must be a time such as 2024-01-01T10:30:00Z or milliseconds since 1970, was 1.5",
        "timestamp | true | timestamp: timestamp must be a time such as 2024-01-01T10:30:00Z or milliseconds since 1970, was a boolean",
        "timestamp | 99999999999999999999 | timestamp: timestamp must be a time such as 2024-01-01T10:30:00Z or milliseconds since 1970, was 99999999999999999999",
        "metadata | \"x\" | metadata: metadata must be an object, was a string",
        "metadata | {\"a\":1,\"a\":2} | metadata.a: metadata.a must stand there once, was there again",
        "metadata | {\"a\":1e2000} | metadata: a number in the metadata must have an exponent of at most 1000, was 1e2000",
        "exception | \"x\" | exception: exception must be an object, was a string",
        "exception | {} | exception.type: exception.type must be there, and not be empty",
        "exception | {\"type\":1} | exception.type: exception.type must be a string, was a number",
        "exception | {\"type\":\"T\",\"cause\":1} | exception.cause: exception.cause is no field",
        "user | 1 | user: user is no field; your own belong into metadata"
      })
  void refuses_a_wrong_field_naming_it_and_the_rule(String field, String json, String expected) {
    assertThat(why(with(field, json))).isEqualTo(expected);
  }

  @Test
  void refuses_a_field_that_stands_there_twice_also_under_its_other_name() {
    assertThat(why("{\"level\":\"INFO\",\"message\":\"a\",\"message\":\"b\",\"service\":\"s\"}"))
        .isEqualTo("message: message must stand there once, was there again");
    assertThat(
            why("{\"level\":\"INFO\",\"message\":\"a\",\"service_name\":\"a\",\"service\":\"b\"}"))
        .isEqualTo("service: service must stand there once, was there again");
  }

  @Test
  void bounds_depth_values_and_texts_of_metadata() {
    IngestLimits limits = IngestLimits.DEFAULT;
    int depth = limits.maxMetadataDepth();
    assertThat(content(with("metadata", nested(depth))).metadata()).hasSize(1);
    assertThat(why(with("metadata", nested(depth + 1))))
        .isEqualTo("metadata: metadata must have at most 64 levels, had 65");
    int values = limits.maxMetadataEntries();
    assertThat(content(with("metadata", wide(values))).metadata()).hasSize(values);
    assertThat(why(with("metadata", wide(values + 1))))
        .isEqualTo("metadata: metadata must have at most 10000 values, had 10001");
    int length = limits.maxStringChars();
    String text = "\"" + "x".repeat(length) + "\"";
    assertThat(content(with("metadata", "{\"a\":" + text + "}")).metadata()).hasSize(1);
    assertThat(why(with("metadata", "{\"a\":\"x" + text.substring(1) + "}")))
        .startsWith("metadata: a text in the metadata must have at most 1048576 characters");
  }

  @Test
  void repairs_surrogates_that_stand_alone_so_that_all_can_be_written_again() {
    LogContent content = content(with("key", "\"a\\ud800b\\udc00\\ud83d\\ude00\""));
    assertThat(content.key()).isEqualTo("a\uFFFDb\uFFFD\uD83D\uDE00");
  }

  @Test
  void reads_the_next_item_behind_a_wrong_one() {
    String good = with("key", "\"k\"");
    String body = "{\"logs\":[" + good + "," + with("metadata", "[[[1]]]") + ",7," + good + "]}";
    List<Batch.Item> items = batch(body);
    assertThat(items).hasSize(4);
    assertThat(items.get(0)).isInstanceOf(Batch.Item.Entry.class).isEqualTo(items.get(3));
    assertThat(reason(items.get(1))).startsWith("metadata: ");
    assertThat(reason(items.get(2))).isEqualTo("null: an entry must be an object, was a number");
  }

  @Test
  void reads_the_next_line_behind_one_that_is_no_json() {
    String good = with("key", "\"k\"").replace("\n", "");
    String body = good + "\r\n\n{\"level\":\n" + good + " x\n[]\n" + good;
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    List<Batch.Item> items = new BodyReader(null, IngestLimits.DEFAULT).lines(bytes, bytes.length);
    assertThat(items).hasSize(5);
    assertThat(items.get(0)).isInstanceOf(Batch.Item.Entry.class).isEqualTo(items.get(4));
    assertThat(reason(items.get(1))).startsWith("null: line 3, column 10: Unexpected end-of-input");
    assertThat(reason(items.get(2))).startsWith("null: line 4, column");
    assertThat(reason(items.get(3))).isEqualTo("null: an entry must be an object, was an array");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the body is empty",
        "{\"logs\":[{\"level\"  \"INFO\"}]} | line 1, column 20: Unexpected character",
        "{\"logs\":[1]} 7 | line 1, column 14: something follows the JSON text",
        "[] | logs must be in an object: {\"logs\":[...]}, was an array",
        "{} | logs must be in an object: {\"logs\":[...]}, was one without it",
        "{\"logs\":{}} | logs must be an array, was an object",
        "{\"entries\":[]} | entries must be logs, was entries",
        "{\"logs\":[],\"logs\":[]} | logs must stand once, was logs"
      })
  void refuses_a_body_that_is_no_batch_and_says_where(String body, String expected) {
    assertThatThrownBy(() -> batch(body))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith(expected);
  }

  @Test
  void refuses_json_that_is_deeper_than_anybody_needs_without_reading_it() {
    String deep = "{\"logs\":" + "[".repeat(1_000_000);
    assertThatThrownBy(() -> batch(deep))
        .hasMessageContaining("too deep, or a name or number is too long");
  }

  @Test
  void takes_as_many_items_as_a_batch_may_have_and_not_one_more() {
    String item = "{\"level\":\"INFO\",\"message\":\"m\",\"service\":\"s\"},";
    String items = item.repeat(Batch.MAX_ITEMS);
    assertThat(batch("{\"logs\":[" + items.substring(0, items.length() - 1) + "]}"))
        .hasSize(Batch.MAX_ITEMS);
    assertThatThrownBy(
            () -> batch("{\"logs\":[" + items + item.substring(0, item.length() - 1) + "]}"))
        .hasMessage("logs must have at most 10000 items, was more");
  }

  static String with(String field, String json) {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<String, String> each :
        Map.of("level", "\"INFO\"", "service_name", "\"s\"", "message", "\"m\"").entrySet()) {
      if (!each.getKey().equals(field)) {
        text.append("\"%s\":%s,".formatted(each.getKey(), each.getValue()));
      }
    }
    return text.append("\"%s\":%s}".formatted(field, json)).toString();
  }

  private static String nested(int depth) {
    return "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
  }

  private static String wide(int values) {
    StringBuilder text = new StringBuilder("{\"k0\":0");
    for (int i = 1; i < values; i++) {
      text.append(",\"k").append(i).append("\":").append(i);
    }
    return text.append('}').toString();
  }

  private static LogContent content(String json) {
    Batch.Item item = item(json, null);
    assertThat(item).isInstanceOf(Batch.Item.Entry.class);
    return ((Batch.Item.Entry) item).content();
  }

  private static String why(String json) {
    return reason(item(json, null));
  }

  private static String reason(Batch.Item item) {
    assertThat(item).isInstanceOf(Batch.Item.Unreadable.class);
    var why = ((Batch.Item.Unreadable) item).why();
    return why.field() + ": " + why.detail();
  }

  private static Batch.Item item(String json, String defaultService) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new BodyReader(defaultService, IngestLimits.DEFAULT).single(bytes, bytes.length);
  }

  private static List<Batch.Item> batch(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new BodyReader(null, IngestLimits.DEFAULT).batch(bytes, bytes.length);
  }

  private static byte[] json(LogContent content) {
    var fields = new HashSet<>(EntryWriter.NAMES);
    fields.remove("severity_number");
    var out = new ByteArrayOutputStream();
    try (var json = Json.writer(out)) {
      new EntryWriter(fields).write(json, content);
    }
    return out.toByteArray();
  }
}
