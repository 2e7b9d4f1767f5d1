package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import dev.heartwood.service.LogService;
import dev.heartwood.service.TimedStats;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The route that counts. */
final class StatsRoutes {
  private static final int MAX_BARS = 10_000;
  private static final int MAX_TOP = 1_000;

  private final LogService service;

  StatsRoutes(LogService service) {
    this.service = service;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            HttpMethod.GET,
            "/api/v1/logs/stats",
            Scope.QUERY,
            Endpoint.Kind.QUERY,
            (Endpoint.Direct) this::stats));
  }

  private HttpResponse stats(Call call, byte[] body) throws IOException, InterruptedException {
    call.accepted(MediaType.JSON);
    Parameters parameters = call.parameters();
    Filters filters = Filters.read(parameters, call.caller());
    Duration bucket = parameters.parsed("bucket", StatsRoutes::bucket);
    Field top = parameters.parsed("top", StatsRoutes::field);
    int topSize = parameters.whole("top_size", 1, MAX_TOP, 10);
    QueryRoutes.refresh(service, parameters);
    parameters.finish();
    if (bucket != null) {
      requireFewBars(filters, bucket);
    }
    TimedStats stats = service.stats(new StatsQuery(filters.where(), bucket, top, topSize));
    if (stats.stats().histogram().size() > MAX_BARS) {
      throw Parameters.wrong(
          "bucket", "must part what is found into at most " + MAX_BARS + " bars", bucket + "");
    }
    return Answers.ok(
        json -> {
          stats(json, stats, bucket, top);
          filters.tell(json);
        });
  }

  private static Duration bucket(String text) {
    try {
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      Duration unit =
          switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ZERO;
          };
      Duration bucket = unit.multipliedBy(number);
      if (!bucket.isNegative() && !bucket.isZero() && bucket.compareTo(Duration.ofDays(366)) <= 0) {
        return bucket;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "must be 1s to 366d: a number and s, m, h or d, was " + ContentReader.shortened(text));
  }

  private static Field field(String name) {
    Field field = Field.named(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "must be a field of logs, was " + ContentReader.shortened(name));
    }
    return field;
  }

  private static void requireFewBars(Filters filters, Duration bucket) {
    if (filters.from() != null && filters.until() != null) {
      Duration range = Duration.between(filters.from(), filters.until());
      if (range.dividedBy(bucket) > MAX_BARS) {
        throw Parameters.wrong(
            "bucket", "must part the time into at most " + MAX_BARS + " bars", bucket.toString());
      }
    } else if (bucket.compareTo(Duration.ofMinutes(1)) < 0) {
      throw Parameters.wrong(
          "bucket", "must be at least 1m without start_time and end_time", bucket.toString());
    }
  }

  private static void stats(
      JsonGenerator json, TimedStats timed, @Nullable Duration bucket, @Nullable Field top) {
    Stats stats = timed.stats();
    json.writeNumberProperty("total", stats.total());
    counts(json, "by_level", stats.byLevel());
    counts(json, "by_service", stats.byService());
    if (bucket != null) {
      json.writeName("histogram");
      json.writeStartArray();
      for (Stats.Bar bar : stats.histogram()) {
        json.writeStartObject();
        json.writeStringProperty("start", bar.start().toString());
        json.writeNumberProperty("count", bar.count());
        counts(json, "by_level", bar.byLevel());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (top != null) {
      json.writeName("top");
      json.writeStartObject();
      json.writeStringProperty("field", top.name());
      json.writeName("values");
      json.writeStartArray();
      for (Stats.Count count : stats.top()) {
        json.writeStartObject();
        json.writeStringProperty("value", Json.wellFormed(count.value()));
        json.writeNumberProperty("count", count.count());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeStringProperty("as_of", timed.asOf().toString());
    json.writeBooleanProperty("cached", timed.cached());
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts) {
    json.writeName(name);
    json.writeStartObject();
    new TreeMap<>(counts)
        .forEach((value, count) -> json.writeNumberProperty(Json.wellFormed(value), count));
    json.writeEndObject();
  }
}
