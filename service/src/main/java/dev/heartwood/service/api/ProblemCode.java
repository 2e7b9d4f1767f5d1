package dev.heartwood.service.api;

import java.util.Locale;

/**
 * What can be wrong with a request: the {@code code} of a problem, and the status it is sent with.
 */
public enum ProblemCode {
  INVALID_JSON(400, "The body is not valid JSON"),
  INVALID(400, "A field is wrong"),
  INVALID_PARAMETER(400, "A parameter is wrong"),
  UNKNOWN_PARAMETER(400, "There is no such parameter"),
  INVALID_CURSOR(400, "The cursor does not belong to this query"),
  INVALID_HEADER(400, "A header is wrong"),
  INVALID_ENCODING(400, "The body cannot be decompressed"),
  BAD_REQUEST(400, "The request cannot be read"),
  UNAUTHENTICATED(401, "An API key is needed"),
  FORBIDDEN(403, "The caller may not do this"),
  NOT_FOUND(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "The method is not for this path"),
  NOT_ACCEPTABLE(406, "No form of the answer is acceptable"),
  TIMEOUT(408, "The request took too long to arrive"),
  CONFLICT(409, "The Idempotency-Key is in use"),
  BODY_TOO_LARGE(413, "The body is too large"),
  TOO_MANY_ITEMS(413, "The batch has too many items"),
  URI_TOO_LONG(414, "The request line is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is of an unknown type"),
  UNSUPPORTED_ENCODING(415, "The body is compressed in an unknown way"),
  MISDIRECTED(421, "The request is for another host"),
  REJECTED(422, "Nothing of the request could be taken"),
  RATE_LIMITED(429, "Too many entries"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL(500, "The service failed"),
  OVERLOADED(503, "The service has too much to do"),
  UNAVAILABLE(503, "The service cannot do this now");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** In snake case, as in answers. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The general one of a status. */
  static ProblemCode of(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> TIMEOUT;
      case 413 -> BODY_TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 421 -> MISDIRECTED;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> UNAVAILABLE;
      default -> status < 500 ? BAD_REQUEST : INTERNAL;
    };
  }
}
