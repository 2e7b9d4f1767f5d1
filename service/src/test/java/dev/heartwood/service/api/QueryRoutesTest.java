package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryRoutesTest {
  private Api api;

  @BeforeEach
  void start() throws IOException {
    api = new Api();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void finds_entries_newest_first_in_the_shape_of_the_contract() {
    String first =
        api.log(
            "ERROR",
            "payment-service",
            "Payment failed",
            "timestamp",
            "\"2024-01-01T10:30:00Z\"",
            "correlation_id",
            "\"req-abc\"",
            "metadata",
            "{\"transaction_id\":\"txn-123\"}");
    String second =
        api.log("info", "orders", "Order placed", "timestamp", "\"2024-01-01T10:31:00\"");
    Api.Answer answer = api.get("/api/v1/logs?limit=50");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("logs", "0", "log_id")).isEqualTo(second);
    assertThat(answer.at("logs", "1", "log_id")).isEqualTo(first);
    assertThat(answer.at("logs", "1", "timestamp")).isEqualTo("2024-01-01T10:30:00Z");
    assertThat(answer.at("logs", "1", "metadata", "transaction_id")).isEqualTo("txn-123");
    assertThat(answer.at("logs", "0", "level")).isEqualTo("info");
    assertThat(answer.at("logs", "0", "severity_number")).isEqualTo(9);
    assertThat(answer.at("count")).isEqualTo(2);
    assertThat(answer.text())
        .endsWith("\"pagination\":{\"limit\":50,\"offset\":0,\"total\":2,\"next\":null}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service_name=payment | 1",
        "service=payment | 1",
        "service_name=payment,orders | 2",
        "service=payment&service=orders | 2",
        "level=ERROR | 1",
        "level=WARN | 1",
        "level=WARNING | 1",
        "level=fatal | 1",
        "level=error&level=critical | 2",
        "min_level=WARN | 3",
        "start_time=2024-01-01T10:01:00 | 3",
        "end_time=2024-01-01T10:01:00Z | 1",
        "start_time=1704103260000&end_time=2024-01-01T11:02:00%2B01:00 | 1",
        "keyword=FAIL | 1",
        "correlation_id=req-2 | 1",
        "key=k3 | 1",
        "logger=com.shop.A | 1",
        "source_ip=10.0.0.1 | 1",
        "metadata.user.id=7 | 1",
        "metadata.user.id=8 | 0",
        "q=level%3E%3DWARN%20AND%20NOT%20payment | 2",
        "q=%22order%20failed%22 | 1",
        "service=payment&level=INFO | 0"
      })
  void finds_those_that_meet_every_filter(String query, int count) {
    api.log(
        "INFO",
        "orders",
        "order placed",
        "timestamp",
        "\"2024-01-01T10:00:00Z\"",
        "logger",
        "\"com.shop.A\"");
    api.log(
        "ERROR",
        "payment",
        "payment broke",
        "timestamp",
        "\"2024-01-01T10:01:00Z\"",
        "correlation_id",
        "\"req-2\"");
    api.log(
        "Warning",
        "stock",
        "order failed",
        "timestamp",
        "\"2024-01-01T10:02:00Z\"",
        "key",
        "\"k3\"",
        "source_ip",
        "\"10.0.0.1\"");
    api.log(
        "CRITICAL",
        "core",
        "down",
        "timestamp",
        "\"2024-01-01T10:03:00Z\"",
        "metadata",
        "{\"user\":{\"id\":7}}");
    Api.Answer answer = api.get("/api/v1/logs?" + query);
    assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
    assertThat(answer.at("count")).isEqualTo(count);
    assertThat(answer.at("pagination", "total")).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "levle=ERROR | unknown_parameter | levle | 'there is no parameter levle here'",
        "level=LOUD | invalid_parameter | level | 'level must be TRACE, DEBUG, INFO, WARN, WARNING, ERROR, CRITICAL or FATAL, was LOUD'",
        "level= | invalid_parameter | level | 'level must not be empty, was \"\"'",
        "min_level=ERROR&min_level=WARN | invalid_parameter | min_level | 'min_level must be given once, was 2 values'",
        "start_time=yesterday | invalid_parameter | start_time | 'start_time must be a time such as'",
        "start_time=2024-01-02&end_time=2024-01-01 | invalid_parameter | end_time | 'end_time must not be before start_time'",
        "limit=0 | invalid_parameter | limit | 'limit must be a whole number from 1 to 1000, was 0'",
        "limit=1001 | invalid_parameter | limit | 'limit must be a whole number from 1 to 1000, was 1001'",
        "limit=ten | invalid_parameter | limit | 'limit must be a whole number from 1 to 1000, was ten'",
        "offset=10001 | invalid_parameter | offset | 'offset must be a whole number from 0 to 10000, was 10001'",
        "page=102&limit=100 | invalid_parameter | page | 'page must begin within the first 10000 entries; use cursor, was 102'",
        "page=2&offset=5 | invalid_parameter | page | 'page must be the only one of page, offset, cursor'",
        "order=up | invalid_parameter | order | 'order must be asc or desc, was up'",
        "count=all | invalid_parameter | count | 'count must be exact or fast, was all'",
        "cursor=abc | invalid_cursor | cursor | 'cursor must be that of an earlier page of the same query, was abc'",
        "fields=log_id,colour | invalid_parameter | fields | 'fields must be some of'",
        "service=a&service_name=b | invalid_parameter | service | 'service must not be given with service_name, was a'",
        "refresh=yes | invalid_parameter | refresh | 'refresh must be true or false, was yes'"
      })
  void refuses_a_wrong_parameter_naming_it_and_the_rule(
      String query, String code, String field, String detail) {
    Api.Answer answer = api.get("/api/v1/logs?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("code")).isEqualTo(code);
    assertThat(answer.at("field")).isEqualTo(field);
    assertThat((String) answer.at("detail")).startsWith(detail);
    assertThat((String) answer.at("rule")).startsWith("must");
  }

  @Test
  void says_that_a_text_was_no_query_and_why() {
    api.log("INFO", "s", "GET http://shop/cart");
    Api.Answer answer = api.get("/api/v1/logs?q=" + encoded("http://shop/cart"));
    assertThat(answer.at("count")).isEqualTo(1);
    assertThat(answer.at("q", "read_as")).isEqualTo("text");
    assertThat(answer.at("q", "because"))
        .isEqualTo("there is no field http; your own are metadata.http");
    assertThat(api.get("/api/v1/logs?q=cart").text()).doesNotContain("read_as");
    for (String route : List.of("stats", "latest")) {
      Api.Answer other = api.get("/api/v1/logs/" + route + "?q=" + encoded("http://shop/cart"));
      assertThat(other.at("q", "read_as")).describedAs(route).isEqualTo("text");
    }
  }

  @Test
  void says_that_an_asterisk_stands_for_nothing_else() {
    api.log("INFO", "s", "payment");
    Api.Answer answer = api.get("/api/v1/logs?q=" + encoded("pay*"));
    assertThat(answer.at("count")).isEqualTo(0);
    assertThat(answer.at("q", "read_as")).isEqualTo("query");
    assertThat(answer.at("q", "because")).asString().startsWith("pay*: * stands for nothing else");
    String line =
        api.get("/api/v1/logs/replay?q=" + encoded("-word")).text().lines().toList().get(0);
    assertThat(line).contains("- leaves nothing out; NOT word does");
  }

  @ParameterizedTest
  @CsvSource({"desc", "asc"})
  void reads_all_pages_by_cursor_although_entries_arrive_meanwhile(String order) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      // Several of the same time, so that the sequence has to tell them apart.
      String time = "\"" + Instant.parse("2024-01-01T00:00:00Z").plusSeconds(i / 4) + "\"";
      expected.add(api.log("INFO", "s", "m" + i, "timestamp", time));
    }
    List<String> read = new ArrayList<>();
    String next = "";
    int pages = 0;
    do {
      Api.Answer answer =
          api.get(
              "/api/v1/logs?service=s&limit=7&order="
                  + order
                  + (next.isEmpty() ? "" : "&cursor=" + next));
      for (Object log : (List<?>) answer.at("logs")) {
        read.add((String) ((Map<?, ?>) log).get("log_id"));
      }
      assertThat(answer.at("pagination", "offset")).isEqualTo(7 * pages++);
      assertThat(answer.at("pagination", "total")).isEqualTo(25);
      next = (String) answer.at("pagination", "next");
      api.log("INFO", "s", "late", "timestamp", "\"2024-01-01T00:00:03Z\"");
    } while (next != null);
    assertThat(pages).isEqualTo(4);
    assertThat(new HashSet<>(read)).hasSize(25);
    assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void takes_a_cursor_only_for_its_query_and_only_as_it_was_given() {
    for (int i = 0; i < 3; i++) {
      api.log("INFO", "s", "m");
    }
    String next = (String) api.get("/api/v1/logs?service=s&limit=1").at("pagination", "next");
    assertThat(api.get("/api/v1/logs?service=s&limit=2&cursor=" + next).status()).isEqualTo(200);
    for (String query :
        List.of("service=t", "service=s&order=asc", "service=s&level=INFO", "limit=1")) {
      Api.Answer answer = api.get("/api/v1/logs?" + query + "&cursor=" + next);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.at("code")).isEqualTo("invalid_cursor");
    }
    for (int i = 0; i < next.length(); i++) {
      char other = next.charAt(i) == 'A' ? 'B' : 'A';
      assertForged(next.substring(0, i) + other + next.substring(i + 1));
    }
    String allButLast = next.substring(0, next.length() - 1);
    for (char last = 'A'; last <= 'z'; last++) { // some of its bits belong to no byte
      if (Character.isLetter(last) && last != next.charAt(next.length() - 1)) {
        assertForged(allButLast + last);
      }
    }
    assertForged(next + "%3D");
  }

  private void assertForged(String cursor) {
    Api.Answer answer = api.get("/api/v1/logs?service=s&cursor=" + cursor);
    assertThat(answer.status()).describedAs(cursor).isEqualTo(400);
  }

  @Test
  void counts_up_to_ten_thousand_and_beyond_if_asked() {
    String item = "{\"level\":\"INFO\",\"message\":\"m\",\"service\":\"s\"}\n";
    byte[] lines = item.repeat(5_001).getBytes(StandardCharsets.UTF_8);
    api.post("/api/v1/logs/batch", lines, "Content-Type", "application/x-ndjson");
    api.post("/api/v1/logs/batch", lines, "Content-Type", "application/x-ndjson");
    Api.Answer fast = api.get("/api/v1/logs?limit=1");
    assertThat(fast.at("pagination", "total")).isEqualTo(10_000);
    assertThat(fast.at("pagination", "total_relation")).isEqualTo("gte");
    Api.Answer exact = api.get("/api/v1/logs?limit=1&count=exact");
    assertThat(exact.at("pagination", "total")).isEqualTo(10_002);
    assertThat(exact.text()).doesNotContain("total_relation");
  }

  @Test
  void pages_by_number_and_by_offset() {
    for (int i = 0; i < 5; i++) {
      api.log("INFO", "s", "m" + i, "timestamp", "\"2024-01-01T00:00:0" + i + "Z\"");
    }
    Api.Answer page = api.get("/api/v1/logs?limit=2&page=2");
    assertThat(page.at("logs", "0", "message")).isEqualTo("m2");
    assertThat(page.at("pagination", "offset")).isEqualTo(2);
    assertThat(api.get("/api/v1/logs?limit=2&offset=4").at("logs", "0", "message")).isEqualTo("m0");
    assertThat(api.get("/api/v1/logs?limit=2&page=4").at("count")).isEqualTo(0);
  }

  @Test
  void gives_only_the_fields_asked_for() {
    api.log("INFO", "s", "m");
    Api.Answer answer = api.get("/api/v1/logs?fields=message,service");
    assertThat(answer.at("logs", "0")).isEqualTo(Map.of("message", "m", "service_name", "s"));
  }

  @Test
  void gives_one_entry_with_a_tag_that_never_changes() {
    String id = api.log("INFO", "s", "m");
    Api.Answer answer = api.get("/api/v1/logs/" + id);
    assertThat(answer.at("log", "log_id")).isEqualTo(id);
    assertThat(answer.header("ETag")).isEqualTo("\"" + id + "\"");
    assertThat(answer.header("Cache-Control")).contains("immutable", "private");
    Api.Answer known = api.get("/api/v1/logs/" + id, "If-None-Match", "\"" + id + "\"");
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.raw().body()).isEmpty();
    assertThat(api.get("/api/v1/logs/" + id + "?fields=message").header("ETag"))
        .isNotEqualTo("\"" + id + "\"");
  }

  @Test
  void answers_404_for_what_there_is_not() {
    for (String path :
        List.of(
            "/api/v1/logs/1-2-3",
            "/api/v1/logs/1-2-3/context",
            "/api/v1/logs/x y".replace(" ", "%20"),
            "/api/v2/logs",
            "/")) {
      Api.Answer answer = api.get(path);
      assertThat(answer.status()).describedAs(path).isEqualTo(404);
      assertThat(answer.at("code")).isEqualTo("not_found");
    }
  }

  @Test
  void shows_an_entry_among_its_neighbours_of_the_same_service() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(api.log("INFO", "s", "m" + i, "timestamp", "\"2024-01-01T00:00:0" + i + "Z\""));
      api.log("INFO", "other", "o", "timestamp", "\"2024-01-01T00:00:0" + i + "Z\"");
    }
    Api.Answer answer = api.get("/api/v1/logs/" + ids.get(2) + "/context?before=1&after=5");
    assertThat((List<?>) answer.at("before")).hasSize(1);
    assertThat(answer.at("before", "0", "message")).isEqualTo("m1");
    assertThat(answer.at("log", "message")).isEqualTo("m2");
    assertThat((List<?>) answer.at("after")).hasSize(2);
    assertThat(api.get("/api/v1/logs/" + ids.get(2) + "/context?before=101").status())
        .isEqualTo(400);
  }

  @Test
  void gives_the_newest_entry_of_a_key_in_the_services_asked_for() {
    api.log("INFO", "s", "of s", "key", "\"a\"", "timestamp", "\"2024-01-01T00:00:01Z\"");
    api.log("INFO", "t", "of t", "key", "\"a\"", "timestamp", "\"2024-01-01T00:00:02Z\"");
    for (String rest : List.of("", "&key=a")) {
      String latest = "/api/v1/logs/latest?service=";
      assertThat(api.get(latest + "s" + rest).at("logs", "0", "message")).isEqualTo("of s");
      Api.Answer both = api.get(latest + "s,t" + rest);
      assertThat(both.at("count")).isEqualTo(1);
      assertThat(both.at("logs", "0", "message")).isEqualTo("of t");
    }
  }

  @Test
  void gives_the_newest_entry_of_each_key() {
    api.log("INFO", "s", "old", "key", "\"a\"", "timestamp", "\"2024-01-01T00:00:02Z\"");
    api.log("INFO", "s", "late", "key", "\"a\"", "timestamp", "\"2024-01-01T00:00:01Z\"");
    api.log("INFO", "s", "b", "key", "\"b\"", "timestamp", "\"2024-01-01T00:00:03Z\"");
    Api.Answer answer = api.get("/api/v1/logs/latest");
    assertThat(answer.at("count")).isEqualTo(2);
    assertThat(answer.at("logs", "0", "message")).isEqualTo("b");
    assertThat(answer.at("logs", "1", "message")).isEqualTo("old");
    assertThat(api.get("/api/v1/logs/latest?order=asc").at("logs", "0", "message"))
        .isEqualTo("old");
    assertThat(api.get("/api/v1/logs/latest?key=a").at("logs", "0", "message")).isEqualTo("old");
    assertThat(api.get("/api/v1/logs/latest?key=c").at("count")).isEqualTo(0);
  }

  @Test
  void counts_by_level_service_time_and_field() {
    api.log("ERROR", "a", "m", "timestamp", "\"2024-01-01T10:30:00Z\"");
    api.log("WARNING", "a", "m", "timestamp", "\"2024-01-01T10:45:00Z\"", "key", "\"k\"");
    api.log("WARN", "b", "m", "timestamp", "\"2024-01-01T12:00:00Z\"", "key", "\"k\"");
    Api.Answer answer = api.get("/api/v1/logs/stats?bucket=1h&top=key&min_level=WARN");
    assertThat(answer.at("total")).isEqualTo(3);
    assertThat(answer.at("by_level")).isEqualTo(Map.of("ERROR", 1, "WARN", 2));
    assertThat(answer.at("by_service")).isEqualTo(Map.of("a", 2, "b", 1));
    assertThat((List<?>) answer.at("histogram")).hasSize(2);
    assertThat(answer.at("histogram", "0", "start")).isEqualTo("2024-01-01T10:00:00Z");
    assertThat(answer.at("histogram", "0", "count")).isEqualTo(2);
    assertThat(answer.at("top", "values", "0", "value")).isEqualTo("k");
    assertThat(answer.at("as_of")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "bucket=5",
    "bucket=1w",
    "bucket=0s",
    "bucket=-1h",
    "bucket=367d",
    "bucket=1s",
    "bucket=99999999999999999999d",
    "top=colour",
    "top_size=1001"
  })
  void refuses_counts_that_nobody_can_mean(String query) {
    assertThat(api.get("/api/v1/logs/stats?" + query).status()).isEqualTo(400);
  }

  @Test
  void bounds_the_bars_of_a_histogram() {
    String day = "start_time=2024-01-01&end_time=2024-01-02&bucket=";
    assertThat(api.get("/api/v1/logs/stats?" + day + "9s").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/logs/stats?" + day + "8s").status()).isEqualTo(400);

    StringBuilder lines = new StringBuilder();
    for (int minute = 0; minute < 10_000; minute++) {
      String item = "{\"level\":\"INFO\",\"service\":\"s\",\"message\":\"m\",\"timestamp\":%d}\n";
      lines.append(item.formatted(minute * 60_000L));
    }
    byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
    api.post("/api/v1/logs/batch", body, "Content-Type", "application/x-ndjson");
    assertThat(api.get("/api/v1/logs/stats?bucket=1m").status()).isEqualTo(200);
    api.log("INFO", "s", "one more", "timestamp", "\"1971-01-01\"");
    assertThat(api.get("/api/v1/logs/stats?bucket=1m").at("rule"))
        .isEqualTo("must part what is found into at most 10000 bars");
  }

  @Test
  void answers_in_json_or_not_at_all() {
    assertThat(api.get("/api/v1/logs", "Accept", "text/html").status()).isEqualTo(406);
    assertThat(api.get("/api/v1/logs", "Accept", "*/*").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/logs", "Accept", "text/html, application/*;q=0.5").status())
        .isEqualTo(200);
    assertThat(api.get("/api/v1/logs", "Accept", "application/json;q=0").status()).isEqualTo(406);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
