package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Makes answers. */
final class Answers {
  static final MediaType PROBLEM = MediaType.create("application", "problem+json");

  private Answers() {}

  static byte[] json(Consumer<JsonGenerator> content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.writer(out)) {
      json.writeStartObject();
      content.accept(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  static HttpResponse ok(Consumer<JsonGenerator> content) {
    return of(200, MediaType.JSON, json(content));
  }

  static HttpResponse of(int status, MediaType type, byte[] content) {
    return of(headers(status, type), content);
  }

  static HttpResponse of(ResponseHeadersBuilder headers, byte[] content) {
    return HttpResponse.of(headers.build(), HttpData.wrap(content));
  }

  /** Nothing is cached that does not say so itself. */
  static ResponseHeadersBuilder headers(int status, MediaType type) {
    return ResponseHeaders.builder(HttpStatus.valueOf(status))
        .contentType(type)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
  }

  static HttpResponse problem(Problem problem, String instance) {
    return of(problemHeaders(problem), problem.json(instance));
  }

  static ResponseHeadersBuilder problemHeaders(Problem problem) {
    ResponseHeadersBuilder headers = headers(problem.status(), PROBLEM);
    Duration wait = problem.retryAfter();
    if (wait != null) {
      headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(seconds(wait)));
    }
    if (problem.status() == 401) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"heartwood\"");
    }
    return headers;
  }

  /** Whole seconds, at least one. */
  static long seconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).getSeconds());
  }
}
