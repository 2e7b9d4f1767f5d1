package dev.heartwood.config;

import dev.heartwood.StatusReporter;
import dev.heartwood.http.HttpConfig;

/** Reads where and how events are posted. */
final class HttpReader {
  private HttpReader() {}

  static HttpConfig read(Section body, StatusReporter status) {
    return body.checked(
        () -> {
          HttpConfig.Builder to = HttpConfig.to(body.required("url").nonBlank());
          body.values("header").forEach(header -> to.header(header.text()));
          HttpConfig d = to.build();
          return to.contentType(body.get("contentType", Value::nonBlank, d.contentType()))
              .maxBatchEvents(body.get("maxBatchEvents", Value::integer, d.maxBatchEvents()))
              .maxBatchBytes(body.get("maxBatchSize", Value::intBytes, d.maxBatchBytes()))
              .maxRequestBytes(body.get("maxRequestSize", Value::intBytes, d.maxRequestBytes()))
              .gzip(body.get("gzip", Value::bool, d.gzip()))
              .connectTimeout(body.get("connectTimeout", Value::time, d.connectTimeout()))
              .requestTimeout(body.get("requestTimeout", Value::time, d.requestTimeout()))
              .maxRetries(body.get("maxRetries", Value::integer, d.maxRetries()))
              .retryDelay(body.get("retryDelay", Value::time, d.retryDelay()))
              .maxRetryDelay(body.get("maxRetryDelay", Value::time, d.maxRetryDelay()))
              .retryTimeout(body.get("retryTimeout", Value::time, d.retryTimeout()))
              .closeTimeout(body.get("closeTimeout", Value::time, d.closeTimeout()))
              .status(status)
              .build();
        });
  }
}
