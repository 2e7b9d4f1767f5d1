package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceHealth;
import dev.heartwood.service.ServiceStats;
import dev.heartwood.service.ingest.Accounting;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JsonGenerator;

/** Routes about the service itself. */
final class SystemRoutes {
  private static final MediaType YAML = MediaType.create("application", "yaml");
  private static final MediaType PROMETHEUS =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");
  private static final MediaType CSS = MediaType.CSS_UTF_8;

  private final LogService service;
  private final HttpMetrics metrics;
  private final PrometheusMeterRegistry registry;
  private final Sampler sampler;
  private final BooleanSupplier stopping;

  SystemRoutes(
      LogService service,
      HttpMetrics metrics,
      PrometheusMeterRegistry registry,
      Sampler sampler,
      BooleanSupplier stopping) {
    this.service = service;
    this.metrics = metrics;
    this.registry = registry;
    this.sampler = sampler;
    this.stopping = stopping;
  }

  List<Endpoint> endpoints() {
    return List.of(
        get("/api/v1/metrics", Scope.QUERY, this::metrics),
        get("/metrics", Scope.QUERY, this::prometheus),
        get("/health/live", Scope.PUBLIC, this::live),
        get("/health/ready", Scope.PUBLIC, this::ready),
        get("/openapi.yaml", Scope.PUBLIC, (call, body) -> page(call, YAML, Reference.openApi())),
        get(
            "/docs",
            Scope.PUBLIC,
            (call, body) -> page(call, MediaType.HTML_UTF_8, Reference.html())),
        get("/docs/style.css", Scope.PUBLIC, (call, body) -> page(call, CSS, Reference.style())));
  }

  private static Endpoint get(String pattern, Scope scope, Endpoint.Direct handler) {
    return new Endpoint(HttpMethod.GET, pattern, scope, Endpoint.Kind.CONTROL, handler);
  }

  /** Without scripts, and nothing that comes from elsewhere. */
  private static HttpResponse page(Call call, MediaType type, byte[] content) {
    call.parameters().finish();
    ResponseHeadersBuilder headers =
        Answers.headers(200, type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .set(
                HttpHeaderNames.CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none';"
                    + " form-action 'none'")
            .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
            .set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY");
    return Answers.of(headers, content);
  }

  private HttpResponse live(Call call, byte[] body) {
    call.parameters().finish();
    return Answers.ok(json -> json.writeStringProperty("status", "up"));
  }

  private HttpResponse ready(Call call, byte[] body) {
    call.parameters().finish();
    ServiceHealth health = service.health();
    boolean ready = health.ready() && !stopping.getAsBoolean();
    byte[] content = Answers.json(json -> health(json, health, ready));
    ResponseHeadersBuilder headers = Answers.headers(ready ? 200 : 503, MediaType.JSON);
    if (!ready) {
      headers.set(HttpHeaderNames.RETRY_AFTER, "1");
    }
    return Answers.of(headers, content);
  }

  private void health(JsonGenerator json, ServiceHealth health, boolean ready) {
    String state = health.state().name().toLowerCase(Locale.ROOT);
    json.writeStringProperty("status", ready ? "ready" : "not_ready");
    json.writeStringProperty("state", stopping.getAsBoolean() ? "stopping" : state);
    json.writeName("reasons");
    json.writeStartArray();
    health.reasons().forEach(reason -> json.writeString(Json.wellFormed(reason)));
    json.writeEndArray();
    json.writeNumberProperty("recovered", health.recovered());
    json.writeName("views");
    json.writeStartArray();
    for (ServiceHealth.View view : health.views()) {
      json.writeStartObject();
      json.writeStringProperty("name", view.name());
      json.writeNumberProperty("behind", view.behind());
      json.writeNumberProperty("lag_ms", view.lag().toMillis());
      json.writeNumberProperty("failures", view.failures());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Numbers of all services together, and so for those only who may see all. */
  private HttpResponse prometheus(Call call, byte[] body) throws IOException {
    call.parameters().finish();
    if (call.caller().services() != null) {
      throw Problem.of(
              ProblemCode.FORBIDDEN,
              "this API key is limited to some services, and these numbers are of all;"
                  + " /api/v1/metrics has those of its own")
          .exception();
    }
    sampler.now();
    return Answers.of(200, PROMETHEUS, registry.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse metrics(Call call, byte[] body) throws IOException {
    call.accepted(MediaType.JSON);
    call.parameters().finish();
    Sampler.Sample sample = sampler.now();
    Map<String, Accounting.Counts> services = new TreeMap<>(service.accounting().byService());
    Set<String> visible = call.caller().services();
    if (visible != null) {
      services.keySet().retainAll(visible);
    }
    return Answers.ok(
        json -> {
          json.writeName("metrics");
          json.writeStartObject();
          if (visible == null) {
            logs(json, sample.counts(), metrics.failures());
            whole(json, sample);
          } else {
            logs(json, new Accounting(services).total(), 0);
          }
          json.writeEndObject();
          json.writeName("services");
          json.writeStartObject();
          services.forEach(
              (name, counts) -> {
                json.writeName(Json.wellFormed(name));
                counts(json, counts);
              });
          json.writeEndObject();
        });
  }

  private void logs(JsonGenerator json, Accounting.Counts counts, long failures) {
    json.writeNumberProperty("logs_received", counts.received());
    json.writeNumberProperty("logs_processed", counts.stored());
    json.writeNumberProperty("logs_filtered", counts.filteredTotal());
    json.writeNumberProperty("logs_rejected", counts.rejectedTotal());
    json.writeNumberProperty("logs_duplicate", counts.duplicates());
    json.writeNumberProperty("errors", counts.rejectedTotal() + failures);
    double millis = metrics.all().mean(TimeUnit.MILLISECONDS);
    json.writeNumberProperty("avg_response_time_ms", rounded(millis));
  }

  /** What cannot be told apart by service. */
  private void whole(JsonGenerator json, Sampler.Sample sample) {
    times(json, "response_time_ms", metrics.all());
    times(json, "query_time_ms", metrics.queries());
    json.writeNumberProperty("logs_received_per_second", rounded(sampler.receivedPerSecond()));
    ServiceStats stats = sample.stats();
    json.writeNumberProperty("logs_stored", stats.index().entries());
    json.writeNumberProperty("backlog", stats.backlog());
    json.writeNumberProperty("latest_keys", stats.latestKeys());
    json.writeNumberProperty("feeds", stats.feeds());
    json.writeName("disk");
    json.writeStartObject();
    json.writeNumberProperty("journal_bytes", stats.journal().diskBytes());
    json.writeNumberProperty("index_bytes", stats.index().bytes());
    json.writeNumberProperty("usable_bytes", stats.usableBytes());
    json.writeNumberProperty("growth_bytes_per_hour", Math.round(sampler.growthPerHour()));
    json.writeEndObject();
  }

  private static void times(JsonGenerator json, String name, Timer timer) {
    HistogramSnapshot snapshot = timer.takeSnapshot();
    json.writeName(name);
    json.writeStartObject();
    for (ValueAtPercentile value : snapshot.percentileValues()) {
      String percentile = "p" + Math.round(value.percentile() * 100);
      json.writeNumberProperty(percentile, rounded(value.value(TimeUnit.MILLISECONDS)));
    }
    json.writeNumberProperty("count", timer.count());
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, Accounting.Counts counts) {
    json.writeStartObject();
    json.writeNumberProperty("received", counts.received());
    json.writeNumberProperty("stored", counts.stored());
    each(json, "filtered", counts.filtered());
    each(json, "rejected", counts.rejected());
    json.writeNumberProperty("duplicates", counts.duplicates());
    json.writeEndObject();
  }

  private static void each(JsonGenerator json, String name, Map<String, Long> counts) {
    json.writeName(name);
    json.writeStartObject();
    counts.forEach((key, count) -> json.writeNumberProperty(Json.wellFormed(key), count));
    json.writeEndObject();
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : 0;
  }
}
