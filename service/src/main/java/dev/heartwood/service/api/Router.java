package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.heartwood.service.ingest.IdempotencyConflictException;
import dev.heartwood.service.ingest.UnavailableException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes every request to its route: finds it, asks who may, collects the body, and hands it to
 * threads that may wait. What fails on the way becomes a problem.
 *
 * <p><b>Threads:</b> event loops, which never wait here.
 */
final class Router implements HttpService {
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Of a request that comes too late, or is not answered in time. */
  static final Problem STOPS =
      Problem.wait(ProblemCode.UNAVAILABLE, "the service stops", SOON)
          .withCode(UnavailableException.Reason.CLOSING.code());

  private final List<Endpoint> endpoints;
  private final ApiOptions options;
  private final Networks proxies;
  private final Budget budget;
  private final Map<Endpoint.Kind, Pool> pools = new EnumMap<>(Endpoint.Kind.class);
  private final HttpMetrics metrics;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean stopping;

  Router(
      List<Endpoint> endpoints,
      ApiOptions options,
      Networks proxies,
      Budget budget,
      HttpMetrics metrics) {
    this.endpoints = List.copyOf(endpoints);
    this.options = options;
    this.proxies = proxies;
    this.budget = budget;
    this.metrics = metrics;
    ApiLimits limits = options.limits();
    pools.put(Endpoint.Kind.INGEST, new Pool("ingest", limits.ingestThreads(), limits.queue()));
    pools.put(Endpoint.Kind.QUERY, new Pool("query", limits.queryThreads(), limits.queue()));
    pools.put(Endpoint.Kind.CONTROL, new Pool("control", 2, 64));
  }

  Map<Endpoint.Kind, Pool> pools() {
    return pools;
  }

  /** Takes no more requests but those about the service itself. */
  void stop() {
    stopping = true;
  }

  /** Requests that are not answered to the end. */
  int underWay() {
    return underWay.get();
  }

  void close() {
    pools.values().forEach(Pool::close);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    ConnectionGuard.requestArrived(context);
    String id = begin(context, request.headers());
    try {
      return route(context, request, id);
    } catch (ProblemException e) {
      request.abort();
      return Answers.problem(e.problem(), instance(context, id));
    }
  }

  private HttpResponse route(ServiceRequestContext context, HttpRequest request, String id) {
    RequestHeaders headers = request.headers();
    String path = context.path();
    Set<String> allowed = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      Map<String, String> named = endpoint.match(path);
      if (named == null) {
        continue;
      }
      if (serves(endpoint, headers.method())) {
        metrics.watch(context, endpoint);
        return serve(context, request, endpoint, call(context, endpoint, headers, id, named));
      }
      allowed.add(endpoint.method().name());
      if (endpoint.method() == HttpMethod.GET) {
        allowed.add("HEAD");
      }
    }
    metrics.watch(context, null);
    if (allowed.isEmpty()) {
      throw Problem.of(ProblemCode.NOT_FOUND, "there is nothing at this path").exception();
    }
    return notAllowed(context, request, allowed, id);
  }

  private static boolean serves(Endpoint endpoint, HttpMethod method) {
    return endpoint.method() == method
        || method == HttpMethod.HEAD && endpoint.method() == HttpMethod.GET;
  }

  private static HttpResponse notAllowed(
      ServiceRequestContext context, HttpRequest request, Set<String> allowed, String id) {
    String list = String.join(", ", allowed);
    Problem problem =
        Problem.wrong(
            ProblemCode.METHOD_NOT_ALLOWED, "method", "must be " + list, request.method().name());
    ResponseHeadersBuilder headers =
        Answers.problemHeaders(problem).set(HttpHeaderNames.ALLOW, list);
    request.abort();
    return Answers.of(headers, problem.json(instance(context, id)));
  }

  /** Decides who calls; before anything of the body is read. */
  Call call(
      ServiceRequestContext context,
      Endpoint endpoint,
      RequestHeaders headers,
      String id,
      Map<String, String> named) {
    InetAddress client =
        proxies.client(
            context.remoteAddress().getAddress(), headers.getAll(HttpHeaderNames.X_FORWARDED_FOR));
    String address = client.getHostAddress();
    count(context, endpoint);
    Caller caller = Caller.ANYBODY;
    if (endpoint.scope() != Scope.PUBLIC) {
      Hosts.check(options, headers);
      Access.Decision decision =
          options.access().decide(endpoint.scope(), credential(headers), address);
      if (decision instanceof Access.Admitted admitted) {
        caller = admitted.caller();
      } else if (decision instanceof Access.Forbidden) {
        throw Problem.of(ProblemCode.FORBIDDEN, "this API key is not for that").exception();
      } else {
        throw Problem.of(ProblemCode.UNAUTHENTICATED, "a valid API key is needed").exception();
      }
    }
    return new Call(
        context, headers, id, caller, address, named, new Parameters(context.queryParams()), null);
  }

  /** Counted first, asked then: whoever stops and sees none under way has seen the last. */
  private void count(ServiceRequestContext context, Endpoint endpoint) {
    underWay.incrementAndGet();
    context.log().whenComplete().thenRun(underWay::decrementAndGet);
    if (stopping && endpoint.kind() != Endpoint.Kind.CONTROL) {
      throw STOPS.exception();
    }
  }

  private HttpResponse serve(
      ServiceRequestContext context, HttpRequest request, Endpoint endpoint, Call call) {
    if (!endpoint.hasBody()) {
      request.abort();
      return HttpResponse.of(submit(endpoint, call, new byte[0]));
    }
    Budget.Share share = budget.share();
    context.log().whenComplete().thenRun(share::close);
    CompletableFuture<HttpResponse> answer =
        Body.of(
                request,
                context.eventLoop(),
                options.limits().maxBodyBytes(),
                options.limits().bodyTimeout(),
                share)
            .thenCompose(body -> submit(endpoint, call.with(share), body))
            .exceptionally(e -> failed(call, e));
    return HttpResponse.of(answer);
  }

  private CompletableFuture<HttpResponse> submit(Endpoint endpoint, Call call, byte[] body) {
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    Pool pool = pools.get(endpoint.kind());
    if (pool == null) {
      throw new IllegalStateException("no threads for " + endpoint.kind());
    }
    pool.run(
        () ->
            handle(endpoint, call, body)
                .exceptionally(e -> failed(call, e))
                .thenAccept(answer::complete));
    return answer;
  }

  private static CompletionStage<HttpResponse> handle(Endpoint endpoint, Call call, byte[] body) {
    try {
      return endpoint.handler().handle(call, body);
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  HttpResponse failed(Call call, Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return Answers.problem(problem(call, cause), instance(call.context(), call.id()));
  }

  private Problem problem(Call call, Throwable cause) {
    if (cause instanceof ProblemException e) {
      return e.problem();
    }
    if (cause instanceof UnavailableException e) {
      return Problem.wait(ProblemCode.UNAVAILABLE, String.valueOf(e.getMessage()), e.retryAfter())
          .withCode(e.reason().code());
    }
    if (cause instanceof IdempotencyConflictException e) {
      String detail = String.valueOf(e.getMessage());
      Problem problem =
          e.isInProgress()
              ? Problem.wait(ProblemCode.CONFLICT, detail, SOON)
              : Problem.of(ProblemCode.CONFLICT, detail);
      return problem.withField(IngestRoutes.IDEMPOTENCY_KEY);
    }
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return STOPS;
    }
    if (cause instanceof ShuttingDownException) {
      return STOPS;
    }
    metrics.failed(call.id(), cause);
    return Problem.of(
        ProblemCode.INTERNAL, "request " + call.id() + " failed; the log of the service says why");
  }

  /** Sets what every answer has. Returns the id of the request. */
  String begin(ServiceRequestContext context, RequestHeaders headers) {
    String id = requestId(headers);
    context.mutateAdditionalResponseHeaders(
        answer ->
            answer.set("x-request-id", id).set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff"));
    return id;
  }

  private static @Nullable String credential(RequestHeaders headers) {
    List<String> keys = headers.getAll("x-api-key");
    List<String> bearers = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (keys.size() + bearers.size() > 1) {
      throw Problem.wrong(
              ProblemCode.INVALID_HEADER,
              "Authorization",
              "must be the only one of Authorization and X-API-Key",
              keys.size() + bearers.size() + " of them")
          .exception();
    }
    if (!keys.isEmpty()) {
      return keys.get(0).strip();
    }
    String prefix = "bearer ";
    String bearer = bearers.isEmpty() ? "" : bearers.get(0).strip();
    return bearer.regionMatches(true, 0, prefix, 0, prefix.length())
        ? bearer.substring(prefix.length()).strip()
        : null;
  }

  static String requestId(@Nullable RequestHeaders headers) {
    String given = headers == null ? null : headers.get("x-request-id");
    return given != null && REQUEST_ID.matcher(given).matches()
        ? given
        : Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
  }

  static String instance(ServiceRequestContext context, String id) {
    return context.path() + "#" + id;
  }
}
