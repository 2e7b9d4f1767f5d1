package dev.heartwood.config;

import dev.heartwood.StatusReporter;
import dev.heartwood.format.ServiceFormat;
import dev.heartwood.http.HttpConfig;
import dev.heartwood.http.ServiceConfig;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.store.KeyExtractor;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads where and how events are posted, and where they wait meanwhile. */
final class HttpReader {
  private HttpReader() {}

  static HttpConfig read(Section body, StatusReporter status) {
    return body.checked(
        () -> {
          HttpConfig.Builder to = HttpConfig.to(body.required("url").nonBlank());
          body.values("header").forEach(header -> to.header(header.text()));
          to.contentType(body.get("contentType", Value::nonBlank, to.build().contentType()));
          return apply(body, to, status).build();
        });
  }

  static ServiceConfig readService(Section body, StatusReporter status) {
    return body.checked(
        () -> {
          ServiceConfig.Builder to =
              ServiceConfig.to(
                  body.required("url").nonBlank(), body.required("serviceName").nonBlank());
          if (body.has("apiKey")) {
            to.apiKey(body.required("apiKey").nonBlank());
          }
          if (body.has("key")) {
            KeyExtractor key = body.required("key").parsed(KeyExtractor::parse);
            to.key(key::key);
          }
          List<String> names = body.values("correlationId").stream().map(Value::nonBlank).toList();
          if (!names.isEmpty()) {
            to.correlationIds(names);
          }
          return to.maxEventBytes(
                  body.get("maxEventSize", Value::intBytes, ServiceFormat.DEFAULT_MAX_EVENT_BYTES))
              .http(
                  http -> {
                    body.values("header").forEach(header -> http.header(header.text()));
                    apply(body, http, status);
                  })
              .build();
        });
  }

  /** What does not depend on what is sent. */
  private static HttpConfig.Builder apply(
      Section body, HttpConfig.Builder to, StatusReporter status) {
    HttpConfig d = to.build();
    return to.maxBatchEvents(body.get("maxBatchEvents", Value::integer, d.maxBatchEvents()))
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
        .status(status);
  }

  /** Null if nothing is to be spooled. */
  static @Nullable SpoolConfig readSpool(String name, Section body, StatusReporter status) {
    if (!body.has("spoolTo")) {
      for (String option : List.of("maxSpoolSize", "spoolFsync")) {
        if (body.has(option)) {
          throw body.at(option).fault(option + " needs spoolTo");
        }
      }
      return null;
    }
    Path directory = Path.of(body.required("spoolTo").nonBlank());
    return body.checked(
        () ->
            SpoolConfig.in(directory)
                .name(name)
                .maxBytes(body.get("maxSpoolSize", Value::bytes, SpoolConfig.DEFAULT_MAX_BYTES))
                .fsync(body.get("spoolFsync", Value::bool, false))
                .closeTimeout(
                    body.get("closeTimeout", Value::time, SpoolConfig.DEFAULT_CLOSE_TIMEOUT))
                .status(status)
                .build());
  }
}
