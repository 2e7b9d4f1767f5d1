package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One route: a method and a path, who may call it, and which threads serve it.
 *
 * @param pattern such as {@code /api/v1/logs/{id}}
 * @param kind whose threads serve it
 */
record Endpoint(HttpMethod method, String pattern, Scope scope, Kind kind, Handler handler) {
  Endpoint {
    Objects.requireNonNull(scope, "scope");
  }

  /** Kinds of work, each with threads of its own, so that none starves the others. */
  enum Kind {
    INGEST,
    QUERY,
    /** Health and descriptions: short, and there when all else is too busy. */
    CONTROL
  }

  /** Serves a request on a thread that may wait. */
  @FunctionalInterface
  interface Handler {
    /**
     * @param body as it was sent; empty if the method has none
     * @return the answer, sent when it is there; a failure becomes a problem
     * @throws Exception which becomes a problem
     */
    CompletionStage<HttpResponse> handle(Call call, byte[] body) throws Exception;
  }

  /** A handler that has its answer when it returns. */
  @FunctionalInterface
  interface Direct extends Handler {
    HttpResponse answer(Call call, byte[] body) throws Exception;

    @Override
    default CompletionStage<HttpResponse> handle(Call call, byte[] body) throws Exception {
      return CompletableFuture.completedFuture(answer(call, body));
    }
  }

  boolean hasBody() {
    return method == HttpMethod.POST;
  }

  /** The named parts of a path; null if it is another path. */
  @Nullable Map<String, String> match(String path) {
    String[] parts = pattern.split("/", -1);
    String[] given = path.split("/", -1);
    if (parts.length != given.length) {
      return null;
    }
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].startsWith("{")) {
        if (given[i].isEmpty()) {
          return null;
        }
        named.put(parts[i].substring(1, parts[i].length() - 1), given[i]);
      } else if (!parts[i].equals(given[i])) {
        return null;
      }
    }
    return named;
  }
}
