package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.heartwood.service.LogService;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Explanation;
import dev.heartwood.service.ingest.PendingReceipt;
import dev.heartwood.service.ingest.Receipt;
import dev.heartwood.service.ingest.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Routes that bring entries. */
final class IngestRoutes {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final Duration SOON = Duration.ofSeconds(1);

  private final LogService service;
  private final ApiOptions options;
  private final BodyDecoder decoder;

  IngestRoutes(LogService service, ApiOptions options) {
    this.service = service;
    this.options = options;
    decoder = new BodyDecoder(options.limits().maxBodyBytes(), options.limits().maxRatio());
  }

  List<Endpoint> endpoints() {
    return List.of(
        post("/api/v1/logs", Scope.INGEST, this::single),
        post("/api/v1/logs/batch", Scope.INGEST, this::batch),
        post("/api/v1/filters/explain", Scope.QUERY, (Endpoint.Direct) this::explain));
  }

  private static Endpoint post(String pattern, Scope scope, Endpoint.Handler handler) {
    return new Endpoint(HttpMethod.POST, pattern, scope, Endpoint.Kind.INGEST, handler);
  }

  private CompletionStage<HttpResponse> single(Call call, byte[] sent) throws IOException {
    call.parameters().finish();
    call.sent(MediaType.JSON);
    call.accepted(MediaType.JSON);
    BodyDecoder.Decoded body = decoded(call, sent);
    Batch.Item item = reader(call).single(body.bytes(), body.length());
    PendingReceipt pending = service.submit(batch(call, List.of(item), body), call.origin());
    BatchReceipt answer = pending.receipt();
    Receipt receipt = answer.receipts().get(0);
    if (receipt instanceof Receipt.Rejected rejected) {
      throw problem(rejected.why()).exception();
    }
    String id = receipt.id();
    int status = receipt instanceof Receipt.Stored ? 201 : 200;
    ResponseHeadersBuilder headers = headers(status, answer);
    if (id != null) {
      headers.set(HttpHeaderNames.LOCATION, "/api/v1/logs/" + id);
    }
    return whenConfirmed(pending, Answers.of(headers, content(receipt, id, answer)));
  }

  /** Made before, so that who confirms is not held up. */
  private static CompletionStage<HttpResponse> whenConfirmed(
      PendingReceipt pending, HttpResponse answer) {
    return pending.confirmed().thenApply(confirmed -> answer);
  }

  private static byte[] content(Receipt receipt, @Nullable String id, BatchReceipt answer) {
    return Answers.json(
        json -> {
          if (receipt instanceof Receipt.Filtered filtered) {
            json.writeNullProperty("log_id");
            json.writeStringProperty("filtered_by", filtered.rule());
            return;
          }
          json.writeStringProperty("log_id", id);
          json.writeStringProperty(
              "message",
              receipt instanceof Receipt.Duplicate
                  ? "Log was ingested before"
                  : "Log ingested successfully");
          json.writeStringProperty("durability", answer.durability().text());
        });
  }

  private CompletionStage<HttpResponse> batch(Call call, byte[] sent) throws IOException {
    call.parameters().finish();
    MediaType type = call.sent(MediaType.JSON, Call.NDJSON);
    call.accepted(MediaType.JSON);
    BodyDecoder.Decoded body = decoded(call, sent);
    BodyReader reader = reader(call);
    List<Batch.Item> items =
        type == Call.NDJSON
            ? reader.lines(body.bytes(), body.length())
            : reader.batch(body.bytes(), body.length());
    if (items.isEmpty()) {
      throw Problem.of(ProblemCode.REJECTED, "the batch must have at least one item, had none")
          .exception();
    }
    PendingReceipt pending = service.submit(batch(call, items, body), call.origin());
    BatchReceipt answer = pending.receipt();
    HttpResponse response =
        answer.rejected() == items.size()
            ? allRejected(call, answer)
            : Answers.of(headers(200, answer), Answers.json(json -> result(json, answer)));
    return whenConfirmed(pending, response);
  }

  /** A problem with the result beside it, so that the sender learns of each item all the same. */
  private static HttpResponse allRejected(Call call, BatchReceipt answer) {
    Problem first = null;
    boolean alike = true;
    for (Receipt receipt : answer.receipts()) {
      if (receipt instanceof Receipt.Rejected rejected) {
        Problem each = problem(rejected.why());
        first = first == null ? each : first;
        alike &= each.kind() == first.kind() && each.retryable();
      }
    }
    // Only what may be sent again later, for one and the same reason, is not the items' own fault.
    Problem problem =
        first != null && alike
            ? first
            : Problem.of(
                ProblemCode.REJECTED, "no item could be taken; errors has the reason of each");
    byte[] body =
        Answers.json(
            json -> {
              problem.members(json, Router.instance(call.context(), call.id()));
              result(json, answer);
            });
    return Answers.of(Answers.problemHeaders(problem), body);
  }

  private static void result(JsonGenerator json, BatchReceipt answer) {
    json.writeNumberProperty("accepted", answer.accepted());
    json.writeNumberProperty("rejected", answer.rejected());
    json.writeNumberProperty("filtered", answer.filtered());
    json.writeNumberProperty("duplicates", answer.duplicates());
    json.writeName("log_ids");
    json.writeStartArray();
    for (Receipt receipt : answer.receipts()) {
      if (receipt.id() == null) {
        json.writeNull();
      } else {
        json.writeString(receipt.id());
      }
    }
    json.writeEndArray();
    json.writeName("errors");
    json.writeStartArray();
    for (int i = 0; i < answer.receipts().size(); i++) {
      if (answer.receipts().get(i) instanceof Receipt.Rejected rejected) {
        error(json, i, rejected.why());
      }
    }
    json.writeEndArray();
    json.writeStringProperty("durability", answer.durability().text());
  }

  private static void error(JsonGenerator json, int index, Rejection why) {
    json.writeStartObject();
    json.writeNumberProperty("index", index);
    members(json, why);
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, Rejection why) {
    json.writeStringProperty("code", why.code());
    if (why.field() != null) {
      json.writeStringProperty("field", Json.wellFormed(why.field()));
    }
    json.writeStringProperty("detail", Json.wellFormed(why.detail()));
    json.writeBooleanProperty("retryable", why.retryable());
  }

  private HttpResponse explain(Call call, byte[] sent) {
    call.parameters().finish();
    call.sent(MediaType.JSON);
    call.accepted(MediaType.JSON);
    BodyDecoder.Decoded body = decoded(call, sent);
    Batch.Item item = reader(call).single(body.bytes(), body.length());
    if (item instanceof Batch.Item.Unreadable unreadable) {
      throw problem(unreadable.why()).exception();
    }
    LogContent content = ((Batch.Item.Entry) item).content();
    Explanation explanation = service.explain(content, call.origin());
    return Answers.ok(json -> explain(json, explanation));
  }

  private static void explain(JsonGenerator json, Explanation explanation) {
    json.writeBooleanProperty("accepted", explanation.result() != null);
    json.writeName("steps");
    json.writeStartArray();
    for (Explanation.Step step : explanation.steps()) {
      json.writeStartObject();
      json.writeStringProperty("rule", step.rule());
      json.writeStringProperty("effect", step.effect().name().toLowerCase(Locale.ROOT));
      json.writeStringProperty("detail", Json.wellFormed(step.detail()));
      json.writeEndObject();
    }
    json.writeEndArray();
    if (explanation.result() != null) {
      json.writeName("result");
      EntryWriter.WHOLE.write(json, explanation.result());
    }
    Rejection rejection = explanation.rejection();
    if (rejection != null) {
      json.writeName("rejection");
      json.writeStartObject();
      members(json, rejection);
      json.writeEndObject();
    }
  }

  private BodyDecoder.Decoded decoded(Call call, byte[] sent) {
    Budget.Share share = Objects.requireNonNull(call.share(), "share");
    return decoder.decode(call.single(HttpHeaderNames.CONTENT_ENCODING), sent, share);
  }

  private BodyReader reader(Call call) {
    return new BodyReader(call.defaultService(), options.entryLimits());
  }

  private static Batch batch(Call call, List<Batch.Item> items, BodyDecoder.Decoded body) {
    String key = call.single(IDEMPOTENCY_KEY);
    if (key == null) {
      return new Batch(items, null);
    }
    if (key.isBlank() || key.length() > Batch.Idempotency.MAX_KEY_CHARS) {
      throw Problem.wrong(
              ProblemCode.INVALID_HEADER,
              IDEMPOTENCY_KEY,
              "must have 1 to " + Batch.Idempotency.MAX_KEY_CHARS + " characters",
              key.length() + " long")
          .exception();
    }
    return new Batch(items, new Batch.Idempotency(key.strip(), hash(call, body)));
  }

  /** Of the body as it was before it was compressed, and of what else decides what it means. */
  private static long hash(Call call, BodyDecoder.Decoded body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String head = call.context().path() + "\n" + call.defaultService() + "\n";
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      digest.update(body.bytes(), 0, body.length());
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ResponseHeadersBuilder headers(int status, BatchReceipt answer) {
    ResponseHeadersBuilder headers = Answers.headers(status, MediaType.JSON);
    headers.set("x-log-durability", answer.durability().text());
    if (answer.replayed()) {
      headers.set("idempotency-replayed", "true");
    }
    return headers;
  }

  static Problem problem(Rejection why) {
    ProblemCode kind =
        switch (why.code()) {
          case Rejection.INVALID -> ProblemCode.INVALID;
          case "invalid_json" -> ProblemCode.INVALID_JSON;
          case Rejection.TOO_LARGE -> ProblemCode.BODY_TOO_LARGE;
          case Rejection.FORBIDDEN_SERVICE -> ProblemCode.FORBIDDEN;
          case Rejection.RATE_LIMITED -> ProblemCode.RATE_LIMITED;
          default -> why.retryable() ? ProblemCode.UNAVAILABLE : ProblemCode.REJECTED;
        };
    Duration wait = why.retryAfter() == null && why.retryable() ? SOON : why.retryAfter();
    return new Problem(kind, why.code(), why.detail(), why.field(), rule(why.detail()), wait);
  }

  /** The part of "X must be Y, was Z" that says what must be. */
  private static @Nullable String rule(String detail) {
    int must = detail.indexOf("must ");
    if (must < 0) {
      return null;
    }
    int was = Math.max(detail.lastIndexOf(", was "), detail.lastIndexOf(", had "));
    return was < must ? detail.substring(must) : detail.substring(must, was);
  }
}
