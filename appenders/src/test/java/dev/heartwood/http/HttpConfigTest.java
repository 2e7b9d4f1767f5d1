package dev.heartwood.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HttpConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftp://host/x                | url must start with http or https, was [ftp://host/x]
          host:8080                   | url must start with http or https, was [host:8080]
          /logs                       | url must start with http or https, was [/logs]
          http:/logs                  | url must name a host, was [http:/logs]
          http://a_b/x                | url must name a host, was [http://a_b/x]
          http://u:s3cret@h/x?t=s3cret | url must not hold a user or password, give an Authorization header; was [http://h/x?...]
          http://h:0/x                | url must have a port of 1 to 65535, was [http://h:0/x]
          http://h:99999/x            | url must have a port of 1 to 65535, was [http://h:99999/x]
          http://h/x#y                | url must not have a fragment, was [http://h/x#y]
          http://h/a b                | url must be an address such as https://logs.example.com/ingest, was [http://h/a b]: Illegal character in path
          """)
  void refuses_an_address_with_one_clear_error(String url, String error) {
    assertThatThrownBy(() -> HttpConfig.to(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(error);
  }

  @ParameterizedTest
  @MethodSource
  void refuses_a_value_out_of_range(Consumer<HttpConfig.Builder> option, String error) {
    HttpConfig.Builder builder = HttpConfig.to("http://localhost/logs");
    assertThatThrownBy(
            () -> {
              option.accept(builder);
              builder.build();
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(error);
  }

  static Stream<Arguments> refuses_a_value_out_of_range() {
    return Stream.of(
        refused(b -> b.maxBatchEvents(0), "maxBatchEvents must be 1 to 1000000, was 0"),
        refused(b -> b.maxBatchBytes(9), "maxBatchSize must be 1024 to 268435456, was 9"),
        refused(
            b -> b.maxRequestBytes(2048), "maxRequestSize must be 1048576 to 268435456, was 2048"),
        refused(b -> b.maxRetries(-1), "maxRetries must be 0 to 1000, was -1"),
        refused(
            b -> b.connectTimeout(Duration.ZERO), "connectTimeout must be at least 1 ms, was PT0S"),
        refused(
            b -> b.requestTimeout(Duration.ofNanos(1)),
            "requestTimeout must be at least 1 ms, was PT0.000000001S"),
        refused(
            b -> b.retryDelay(Duration.ofMillis(-1)),
            "retryDelay must be 0 to PT24H, was PT-0.001S"),
        refused(
            b -> b.maxRetryDelay(Duration.ofDays(2)),
            "maxRetryDelay must be 0 to PT24H, was PT48H"),
        refused(
            b -> b.retryTimeout(Duration.ofDays(2)), "retryTimeout must be 0 to PT24H, was PT48H"),
        refused(
            b -> b.closeTimeout(Duration.ofDays(2)), "closeTimeout must be 0 to PT24H, was PT48H"),
        refused(
            b -> b.contentType("a\nb"),
            "contentType must be a media type such as application/json, was [a b]"),
        refused(b -> b.header("no colon"), "header must be given as Name: value, had no name"),
        refused(
            b -> b.header("a b", "c"),
            "header must have a name of letters, digits and hyphens, was [a b]"),
        refused(
            b -> b.header("X", "s3cret\r\nEvil: 1"),
            "header must have a value of printable ASCII up to 8192 characters, has not [X]"),
        refused(
            b -> b.header("Host", "x"), "header must not be one that is set by itself, was [Host]"),
        refused(
            b -> b.header("content-encoding", "x"),
            "header must not be one that is set by itself, was [content-encoding]"),
        refused(
            b -> b.header("X-Key: 1").header("x-key: 2"),
            "header must be given once, was twice [x-key]"));
  }

  @Test
  void shows_no_secrets() {
    HttpConfig config =
        HttpConfig.to("https://h/x?token=s3cret").header("Authorization: Bearer s3cret").build();
    assertThat(config.headers()).containsEntry("authorization", "Bearer s3cret");
    assertThat(config.toString())
        .startsWith("HttpConfig[url=https://h/x?..., headers=[Authorization], ")
        .doesNotContain("s3cret");
    assertThat(new HttpHandler(config).toString()).isEqualTo("HttpHandler[https://h/x?...]");
  }

  private static Arguments refused(Consumer<HttpConfig.Builder> option, String error) {
    return Arguments.of(option, error);
  }
}
