package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.heartwood.service.Context;
import dev.heartwood.service.LogService;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.storage.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Routes that ask, and are answered at once. */
final class QueryRoutes {
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
  private static final int MAX_NEIGHBOURS = 100;
  private static final int DEFAULT_NEIGHBOURS = 10;
  private static final Duration REFRESH = Duration.ofSeconds(10);

  private final LogService service;
  private final Cursors cursors;
  private final StreamRoutes streams;

  QueryRoutes(LogService service, Cursors cursors, StreamRoutes streams) {
    this.service = service;
    this.cursors = cursors;
    this.streams = streams;
  }

  List<Endpoint> endpoints() {
    return List.of(
        get("/api/v1/logs", this::find),
        get("/api/v1/logs/latest", this::latest),
        get("/api/v1/logs/{id}", this::entry),
        get("/api/v1/logs/{id}/context", this::context));
  }

  private static Endpoint get(String pattern, Endpoint.Direct handler) {
    return new Endpoint(HttpMethod.GET, pattern, Scope.QUERY, Endpoint.Kind.QUERY, handler);
  }

  private HttpResponse find(Call call, byte[] body) throws IOException, InterruptedException {
    if (call.accepted(MediaType.JSON, Call.NDJSON) == Call.NDJSON) {
      return streams.export(call);
    }
    Parameters parameters = call.parameters();
    EntryWriter writer = writer(parameters);
    PageRequest request = PageRequest.read(parameters, call.caller(), cursors);
    refresh(service, parameters);
    parameters.finish();
    Page page = service.find(request.query());
    String next = page.more() && !page.entries().isEmpty() ? next(request, page) : null;
    return Answers.ok(json -> page(json, writer, request, page, next));
  }

  /** Waits for what was acknowledged if the client wants to read its own writes. */
  static void refresh(LogService service, Parameters parameters)
      throws IOException, InterruptedException {
    if ("true".equals(PageRequest.choice(parameters, "refresh", List.of("true", "false")))
        && !service.refresh(REFRESH)) {
      throw Problem.wait(
              ProblemCode.UNAVAILABLE,
              "what was accepted could not be found within " + REFRESH.toSeconds() + " s",
              Duration.ofSeconds(1))
          .exception();
    }
  }

  static EntryWriter writer(Parameters parameters) {
    String fields = parameters.one("fields");
    return fields == null ? EntryWriter.WHOLE : EntryWriter.of(fields);
  }

  private String next(PageRequest request, Page page) throws IOException {
    long until =
        request.cursor() == null
            ? Sequences.of(service.info().journal().end(), 0)
            : request.cursor().until();
    LogEntry last = page.entries().get(page.entries().size() - 1);
    int offset = request.offset() + page.entries().size();
    return cursors.write(
        request.filters().where(),
        request.order(),
        new Cursors.Cursor(Mark.of(last), until, offset));
  }

  private static void page(
      JsonGenerator json,
      EntryWriter writer,
      PageRequest request,
      Page page,
      @Nullable String next) {
    logs(json, writer, page.entries());
    json.writeName("pagination");
    json.writeStartObject();
    json.writeNumberProperty("limit", request.limit());
    json.writeNumberProperty("offset", request.offset());
    json.writeNumberProperty("total", page.total());
    if (!page.exact()) {
      json.writeStringProperty("total_relation", "gte");
    }
    json.writeStringProperty("next", next);
    json.writeEndObject();
    request.filters().tell(json);
  }

  private static void logs(JsonGenerator json, EntryWriter writer, List<LogEntry> entries) {
    list(json, "logs", writer, entries);
    json.writeNumberProperty("count", entries.size());
  }

  private static void list(
      JsonGenerator json, String name, EntryWriter writer, List<LogEntry> entries) {
    json.writeName(name);
    json.writeStartArray();
    entries.forEach(entry -> writer.write(json, entry));
    json.writeEndArray();
  }

  private HttpResponse entry(Call call, byte[] body) throws IOException {
    call.accepted(MediaType.JSON);
    EntryWriter writer = writer(call.parameters());
    call.parameters().finish();
    LogEntry entry =
        service.get(id(call)).filter(found -> sees(call, found)).orElseThrow(() -> none(call));
    String tag =
        "\""
            + entry.id()
            + (writer.fields().isEmpty() ? "" : "-" + writer.fields().hashCode())
            + "\"";
    ResponseHeadersBuilder headers =
        Answers.headers(200, MediaType.JSON)
            .set(HttpHeaderNames.ETAG, tag)
            .set(HttpHeaderNames.CACHE_CONTROL, "private, max-age=31536000, immutable");
    String known = call.headers().get(HttpHeaderNames.IF_NONE_MATCH);
    if (known != null && (known.strip().equals("*") || known.contains(tag))) {
      return HttpResponse.of(headers.status(HttpStatus.NOT_MODIFIED).build());
    }
    return Answers.of(
        headers,
        Answers.json(
            json -> {
              json.writeName("log");
              writer.write(json, entry);
            }));
  }

  private HttpResponse context(Call call, byte[] body) throws IOException {
    call.accepted(MediaType.JSON);
    Parameters parameters = call.parameters();
    EntryWriter writer = writer(parameters);
    int before = parameters.whole("before", 0, MAX_NEIGHBOURS, DEFAULT_NEIGHBOURS);
    int after = parameters.whole("after", 0, MAX_NEIGHBOURS, DEFAULT_NEIGHBOURS);
    parameters.finish();
    Context context =
        service
            .context(id(call), before, after)
            .filter(found -> sees(call, found.entry()))
            .orElseThrow(() -> none(call));
    return Answers.ok(
        json -> {
          list(json, "before", writer, context.before());
          json.writeName("log");
          writer.write(json, context.entry());
          list(json, "after", writer, context.after());
        });
  }

  private static String id(Call call) {
    String id = call.path().getOrDefault("id", "");
    if (!ID.matcher(id).matches()) {
      throw none(call);
    }
    return id;
  }

  /** Another's entry is as good as none: whether it exists is not told. */
  private static boolean sees(Call call, LogEntry entry) {
    return call.caller().services() == null
        || call.caller().services().contains(entry.content().service());
  }

  private static ProblemException none(Call call) {
    String id = ContentReader.shortened(call.path().getOrDefault("id", ""));
    return Problem.of(ProblemCode.NOT_FOUND, "there is no log " + id).exception();
  }

  private HttpResponse latest(Call call, byte[] body) throws IOException, InterruptedException {
    call.accepted(MediaType.JSON);
    Parameters parameters = call.parameters();
    EntryWriter writer = writer(parameters);
    Filters filters = Filters.read(parameters, call.caller());
    Order order = PageRequest.order(parameters, Order.NEWEST_FIRST);
    int limit = parameters.whole("limit", 1, PageRequest.MAX_LIMIT, PageRequest.DEFAULT_LIMIT);
    String key = parameters.one("key");
    refresh(service, parameters);
    parameters.finish();
    List<LogEntry> entries =
        key == null
            ? service.latest(filters.where(), order, limit)
            : one(service.latest(key, filters.where()));
    return Answers.ok(
        json -> {
          logs(json, writer, entries);
          filters.tell(json);
        });
  }

  private static List<LogEntry> one(Optional<LogEntry> entry) {
    return entry.map(List::of).orElseGet(List::of);
  }
}
