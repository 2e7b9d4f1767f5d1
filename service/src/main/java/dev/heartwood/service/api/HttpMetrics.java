package dev.heartwood.service.api;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.heartwood.StatusReporter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts requests, failures and streams that were cut. Any thread. */
final class HttpMetrics {
  private static final AttributeKey<Boolean> STREAM =
      AttributeKey.valueOf(HttpMetrics.class, "stream");

  private final MeterRegistry registry;
  private final StatusReporter status;
  private final Timer all;
  private final Timer queries;
  private final Map<Answered, Timer> requests = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();
  private final LongAdder cutStreams = new LongAdder();

  HttpMetrics(MeterRegistry registry, StatusReporter status) {
    this.registry = registry;
    this.status = status;
    all =
        timer(
            "heartwood.http.response.time",
            "From the headers of a request to the end of its answer; streams excepted");
    queries = timer("heartwood.http.query.time", "The same, of the routes that ask for logs");
    registry.more().counter("heartwood.http.failures", List.of(), failures);
    registry.more().counter("heartwood.http.streams.cut", List.of(), cutStreams);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .publishPercentiles(0.5, 0.95, 0.99)
        .distributionStatisticExpiry(Duration.ofMinutes(1))
        .register(registry);
  }

  private record Answered(String route, int status) {}

  private Timer timer(Answered answered) {
    return Timer.builder("heartwood.http.requests")
        .description("Requests by route and status")
        .tag("route", answered.route())
        .tag("status", Integer.toString(answered.status()))
        .register(registry);
  }

  /**
   * @param endpoint null for a path that there is not
   */
  void watch(ServiceRequestContext context, @Nullable Endpoint endpoint) {
    String route = endpoint == null ? "none" : endpoint.method() + " " + endpoint.pattern();
    context
        .log()
        .whenComplete()
        .thenAccept(
            log -> {
              long nanos = log.totalDurationNanos();
              requests
                  .computeIfAbsent(new Answered(route, log.responseStatus().code()), this::timer)
                  .record(nanos, TimeUnit.NANOSECONDS);
              if (context.attr(STREAM) == null) {
                all.record(nanos, TimeUnit.NANOSECONDS);
                if (endpoint != null && endpoint.kind() == Endpoint.Kind.QUERY) {
                  queries.record(nanos, TimeUnit.NANOSECONDS);
                }
              }
            });
  }

  /** Leaves a request that goes on for long out of the times of answers. */
  static void isStream(ServiceRequestContext context) {
    context.setAttr(STREAM, true);
  }

  /** A request failed for a reason that its client is not told. */
  void failed(String id, Throwable cause) {
    failures.increment();
    status.error("request " + id + " failed", cause);
  }

  void cutStream() {
    cutStreams.increment();
  }

  long failures() {
    return failures.sum();
  }

  Timer all() {
    return all;
  }

  Timer queries() {
    return queries;
  }
}
