package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import dev.heartwood.service.LogService;
import dev.heartwood.service.VerifyReport;
import dev.heartwood.service.security.AuditEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Long work that admins start. The answer is a line for each step of its progress, and a last one
 * with the result. One such work goes on at a time.
 */
final class AdminRoutes {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private static final Duration SOON = Duration.ofSeconds(10);

  private final LogService service;
  private final Streams streams;
  private final AdminOptions options;
  private final AtomicBoolean working = new AtomicBoolean();

  AdminRoutes(LogService service, Streams streams, AdminOptions options) {
    this.service = service;
    this.streams = streams;
    this.options = options;
  }

  List<Endpoint> endpoints() {
    return List.of(
        post("/api/v1/admin/verify", this::verify), post("/api/v1/admin/backup", this::backup));
  }

  private static Endpoint post(String pattern, Endpoint.Direct handler) {
    return new Endpoint(HttpMethod.POST, pattern, Scope.ADMIN, Endpoint.Kind.QUERY, handler);
  }

  private HttpResponse verify(Call call, byte[] body) throws IOException {
    call.parameters().finish();
    return work(
        call,
        AuditEvent.of("data.verify"),
        (progress, result) -> {
          VerifyReport report = service.verify(progress);
          result.writeBooleanProperty("good", report.isGood());
          result.writeNumberProperty("requests", report.requests());
          result.writeNumberProperty("entries", report.entries());
          result.writeNumberProperty("indexed", report.indexed());
          result.writeName("problems");
          result.writeStartArray();
          report.problems().forEach(each -> result.writeString(Json.wellFormed(each)));
          result.writeEndArray();
        });
  }

  private HttpResponse backup(Call call, byte[] body) throws IOException {
    call.parameters().finish();
    call.sent(MediaType.JSON);
    Path backups = options.backups();
    if (backups == null) {
      throw Problem.of(
              ProblemCode.NOT_FOUND, "backup.directory must be set where the service runs, was not")
          .exception();
    }
    String name = name(body);
    Path target = backups.resolve(name);
    if (Files.exists(target)) {
      throw Problem.wrong(
              ProblemCode.INVALID, "name", "must not be that of a backup that there is", name)
          .exception();
    }
    return work(
        call,
        AuditEvent.of("data.backup").with("name", name),
        (progress, result) -> {
          service.backup(target, progress);
          result.writeBooleanProperty("good", true);
          result.writeStringProperty("path", target.toString());
        });
  }

  /** Not a path: what is made stays within the directory that was configured. */
  private static String name(byte[] body) {
    String name = null;
    try (JsonParser json = Json.parser(body, 0, body.length)) {
      if (json.nextToken() == JsonToken.START_OBJECT
          && "name".equals(json.nextName())
          && json.nextToken() == JsonToken.VALUE_STRING) {
        name = json.getString();
      }
      if (name == null || json.nextToken() != JsonToken.END_OBJECT) {
        throw Problem.wrong(
                ProblemCode.INVALID, "name", "must be the one field, a string", "not there")
            .exception();
      }
    } catch (JacksonException e) {
      throw Problem.of(ProblemCode.INVALID_JSON, Json.explain(e, 1)).exception();
    }
    if (!NAME.matcher(name).matches()) {
      throw Problem.wrong(
              ProblemCode.INVALID,
              "name",
              "must be 1 to 64 of a-z, 0-9, _ and -",
              ContentReader.shortened(name))
          .exception();
    }
    return name;
  }

  private HttpResponse work(Call call, AuditEvent event, AdminJob.Work work) throws IOException {
    if (!working.compareAndSet(false, true)) {
      throw Problem.wait(
              ProblemCode.UNAVAILABLE, "another backup or verification is under way", SOON)
          .exception();
    }
    AdminJob job = new AdminJob(work, () -> working.set(false));
    boolean started = false;
    try {
      if (options.audit() != null) {
        String key = call.caller().keyId();
        options.audit().done(event.by(key == null ? "anybody" : "key:" + key).from(call.address()));
      }
      HttpResponse answer = streams.open(call, Answers.headers(200, Call.NDJSON).build(), job);
      started = true;
      return answer;
    } finally {
      if (!started) {
        working.set(false);
      }
    }
  }
}
