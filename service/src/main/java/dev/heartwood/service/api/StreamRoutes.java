package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.heartwood.service.EntryFeed;
import dev.heartwood.service.LogService;
import dev.heartwood.service.ReplayStart;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes whose answers go on: exports, replays, live tails. */
final class StreamRoutes {
  static final String TAIL = "/api/v1/logs/tail";
  private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,19}");
  private static final double MAX_SPEED = 1e6;
  private static final double MIN_SPEED = 1e-3;

  private final LogService service;
  private final Streams streams;
  private final Duration pingInterval;

  StreamRoutes(LogService service, Streams streams, Duration pingInterval) {
    this.service = service;
    this.streams = streams;
    this.pingInterval = pingInterval;
  }

  List<Endpoint> endpoints() {
    return List.of(get("/api/v1/logs/replay", this::replay), get(TAIL, this::tail));
  }

  private static Endpoint get(String pattern, Endpoint.Direct handler) {
    return new Endpoint(HttpMethod.GET, pattern, Scope.QUERY, Endpoint.Kind.QUERY, handler);
  }

  /** All entries that a query finds, without a limit on their number. */
  HttpResponse export(Call call) throws IOException, InterruptedException {
    Parameters parameters = call.parameters();
    EntryWriter writer = QueryRoutes.writer(parameters);
    Filters filters = Filters.read(parameters, call.caller());
    Order order = PageRequest.order(parameters, Order.NEWEST_FIRST);
    int limit = parameters.whole("limit", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    QueryRoutes.refresh(service, parameters);
    parameters.finish();
    LogQuery query = new LogQuery(filters.where(), order, 1, 0, null, 0);
    return streams.open(
        call, headers(Call.NDJSON), new ScanJob(service, query, filters, writer, limit));
  }

  private HttpResponse replay(Call call, byte[] body) throws IOException {
    MediaType type = call.accepted(Call.NDJSON, MediaType.EVENT_STREAM);
    Parameters parameters = call.parameters();
    EntryWriter writer = QueryRoutes.writer(parameters);
    Filters filters = Filters.read(parameters, call.caller());
    ReplayStart from = parameters.parsed("from", StreamRoutes::start);
    Double speed = parameters.parsed("speed", StreamRoutes::speed);
    boolean follow =
        "true".equals(PageRequest.choice(parameters, "follow", List.of("true", "false")));
    parameters.finish();
    Long last = lastSeen(call.single("last-event-id"), "Last-Event-ID");
    ReplayStart start = from == null ? ReplayStart.BEGINNING : from;
    if (last != null) {
      start = new ReplayStart.Sequence(last + 1);
    }
    EntryFeed feed = service.replay(start, filters.where(), follow);
    Form form = type == Call.NDJSON ? Form.LINES : Form.EVENTS;
    double factor = speed == null ? 0 : speed;
    FeedJob job = new FeedJob(feed, form, filters, writer, factor, pingInterval);
    return streams.open(call, headers(type), job);
  }

  private HttpResponse tail(Call call, byte[] body) throws IOException {
    MediaType type = call.accepted(MediaType.EVENT_STREAM, Call.NDJSON);
    Tail tail = Tail.read(call);
    Form form = type == Call.NDJSON ? Form.LINES : Form.EVENTS;
    return streams.open(call, headers(type), job(tail, form));
  }

  /** What follows a tail, in the form given. */
  FeedJob job(Tail tail, Form form) throws IOException {
    Condition where = tail.filters().where();
    EntryFeed feed =
        tail.after() == null
            ? service.tail(where)
            : service.replay(new ReplayStart.Sequence(tail.after() + 1), where, true);
    return new FeedJob(feed, form, tail.filters(), tail.writer(), 0, pingInterval);
  }

  /**
   * A tail that is asked for.
   *
   * @param after sequence of the last entry that the client has seen; null for what comes from now
   *     on
   */
  record Tail(Filters filters, EntryWriter writer, @Nullable Long after) {
    static Tail read(Call call) {
      Parameters parameters = call.parameters();
      EntryWriter writer = QueryRoutes.writer(parameters);
      Filters filters = Filters.read(parameters, call.caller());
      Long asked = lastSeen(parameters.one("last_event_id"), "last_event_id");
      parameters.finish();
      // A browser that connects again sends the header, and the address as it was.
      Long last = lastSeen(call.single("last-event-id"), "Last-Event-ID");
      return new Tail(filters, writer, last == null ? asked : last);
    }
  }

  private static @Nullable Long lastSeen(@Nullable String text, String name) {
    if (text == null || text.equals("-1")) {
      return text == null ? null : Long.valueOf(-1);
    }
    try {
      if (SEQUENCE.matcher(text).matches() && Long.parseLong(text) < Long.MAX_VALUE) {
        return Long.valueOf(text);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw Parameters.wrong(name, "must be the id of an event, a sequence", text);
  }

  private static ReplayStart start(String text) {
    if (SEQUENCE.matcher(text).matches()) {
      try {
        return new ReplayStart.Sequence(Long.parseLong(text));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("must be a time or a sequence, was " + text);
      }
    }
    return new ReplayStart.Time(Times.parse(text));
  }

  private static Double speed(String text) {
    try {
      double speed = Double.parseDouble(text);
      if (speed >= MIN_SPEED && speed <= MAX_SPEED) {
        return speed;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "must be a number from 0.001 to 1000000, was " + ContentReader.shortened(text));
  }

  private static ResponseHeaders headers(MediaType type) {
    return Answers.headers(200, type).set("x-accel-buffering", "no").build();
  }
}
