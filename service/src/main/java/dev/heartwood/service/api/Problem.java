package dev.heartwood.service.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A request that cannot be served, and why: problem details [1].
 *
 * <p>[1] RFC 9457, Problem Details for HTTP APIs.
 *
 * @param code for programs, in snake case
 * @param field parameter, header or field of the body that is wrong; null if it is none in
 *     particular
 * @param rule that it breaks, beginning with a verb: {@code must be a string}
 * @param retryAfter how long to wait before the same request may succeed; null if it never will
 */
record Problem(
    ProblemCode kind,
    String code,
    String detail,
    @Nullable String field,
    @Nullable String rule,
    @Nullable Duration retryAfter) {

  static Problem of(ProblemCode kind, String detail) {
    return new Problem(kind, kind.text(), detail, null, null, null);
  }

  /** Of a value: the detail is made of field, rule and what it was. */
  static Problem wrong(ProblemCode kind, String field, String rule, String was) {
    return new Problem(kind, kind.text(), field + " " + rule + ", was " + was, field, rule, null);
  }

  static Problem wait(ProblemCode kind, String detail, Duration retryAfter) {
    return new Problem(kind, kind.text(), detail, null, null, retryAfter);
  }

  Problem withCode(String value) {
    return new Problem(kind, value, detail, field, rule, retryAfter);
  }

  Problem withField(String value) {
    return new Problem(kind, code, detail, value, rule, retryAfter);
  }

  ProblemException exception() {
    return new ProblemException(this);
  }

  int status() {
    return kind.status();
  }

  boolean retryable() {
    return retryAfter != null;
  }

  /**
   * @param instance path of the request and its id
   */
  byte[] json(String instance) {
    return Answers.json(json -> members(json, instance));
  }

  /** Writes them into the object that is open. */
  void members(JsonGenerator json, String instance) {
    json.writeStringProperty("type", "/docs#problem-" + kind.text());
    json.writeStringProperty("title", kind.title());
    json.writeNumberProperty("status", status());
    json.writeStringProperty("detail", Json.wellFormed(detail));
    json.writeStringProperty("instance", Json.wellFormed(instance));
    json.writeStringProperty("code", code);
    if (field != null) {
      json.writeStringProperty("field", Json.wellFormed(field));
    }
    if (rule != null) {
      json.writeStringProperty("rule", Json.wellFormed(rule));
    }
    json.writeBooleanProperty("retryable", retryable());
  }
}
