package dev.heartwood.service.api;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes problems of what fails before, around or behind the router. */
record Errors(HttpMetrics metrics) implements ServerErrorHandler {
  @Override
  public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    String id = context.additionalResponseHeaders().get("x-request-id", "none");
    return Answers.problem(problem(cause, id), Router.instance(context, id));
  }

  private Problem problem(Throwable cause, String id) {
    if (cause instanceof ProblemException e) {
      return e.problem();
    }
    if (cause instanceof HttpStatusException e) {
      HttpStatus status = e.httpStatus();
      return Problem.of(ProblemCode.of(status.code()), status.reasonPhrase());
    }
    if (cause instanceof ShuttingDownException) {
      return Router.STOPS;
    }
    if (cause instanceof RequestTimeoutException) {
      return Problem.wait(
          ProblemCode.OVERLOADED, "no answer was ready in time", Duration.ofSeconds(1));
    }
    metrics.failed(id, cause);
    return Problem.of(
        ProblemCode.INTERNAL, "request " + id + " failed; the log of the service says why");
  }

  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return rendered(headers, status, description);
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return rendered(headers, status, description);
  }

  /** Of a request that no route has seen. */
  private static AggregatedHttpResponse rendered(
      @Nullable RequestHeaders headers, HttpStatus status, @Nullable String description) {
    ProblemCode code = ProblemCode.of(status.code());
    String detail = description == null ? code.title() : description;
    Problem problem = Problem.of(code, detail);
    return AggregatedHttpResponse.of(
        Answers.problemHeaders(problem)
            .status(status)
            .set("x-request-id", Router.requestId(headers))
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .build(),
        HttpData.wrap(problem.json("/")));
  }
}
