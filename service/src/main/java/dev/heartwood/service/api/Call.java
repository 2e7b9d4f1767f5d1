package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.heartwood.service.ingest.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that may be served.
 *
 * @param id of the request, as it stands in the answer
 * @param caller who may do this
 * @param address of the client
 * @param path parts of the path that have names in the pattern of the route
 * @param share of the memory for bodies; null if the request has none
 */
record Call(
    ServiceRequestContext context,
    RequestHeaders headers,
    String id,
    Caller caller,
    String address,
    Map<String, String> path,
    Parameters parameters,
    Budget.@Nullable Share share) {

  static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

  Call with(Budget.Share value) {
    return new Call(context, headers, id, caller, address, path, parameters, value);
  }

  /** A header that stands there at most once. */
  @Nullable String single(CharSequence name) {
    List<String> values = headers.getAll(name);
    if (values.size() > 1) {
      throw Problem.wrong(
              ProblemCode.INVALID_HEADER,
              name.toString(),
              "must be given once",
              values.size() + " times")
          .exception();
    }
    return values.isEmpty() ? null : values.get(0);
  }

  Origin origin() {
    return new Origin(caller.keyId(), address, defaultService(), caller.services());
  }

  @Nullable String defaultService() {
    String service = single("x-service-name");
    return service == null || service.isBlank() ? null : service.strip();
  }

  /** The type among those offered that the client likes best; the first if it does not say. */
  MediaType accepted(MediaType... offers) {
    if (headers.get(HttpHeaderNames.ACCEPT) == null) {
      return offers[0];
    }
    for (MediaType range : headers.accept()) {
      for (MediaType offer : offers) {
        if (offer.belongsTo(range) && range.qualityFactor() > 0) {
          return offer;
        }
      }
    }
    throw Problem.wrong(
            ProblemCode.NOT_ACCEPTABLE,
            "Accept",
            "must allow " + String.join(" or ", names(offers)),
            ContentReader.shortened(String.join(",", headers.getAll(HttpHeaderNames.ACCEPT))))
        .exception();
  }

  /** The type among those offered that the body is of. */
  MediaType sent(MediaType... offers) {
    MediaType type = headers.contentType();
    if (type != null) {
      for (MediaType offer : offers) {
        if (type.is(offer.withoutParameters()) && isUtf8(type)) {
          return offer;
        }
      }
    }
    throw Problem.wrong(
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type",
            "must be " + String.join(" or ", names(offers)) + " in UTF-8",
            ContentReader.shortened(headers.get(HttpHeaderNames.CONTENT_TYPE, "none")))
        .exception();
  }

  private static boolean isUtf8(MediaType type) {
    List<String> charsets = type.parameters().getOrDefault("charset", List.of());
    return charsets.stream().allMatch(charset -> charset.equalsIgnoreCase("utf-8"));
  }

  private static List<String> names(MediaType... types) {
    return Arrays.stream(types).map(type -> type.withoutParameters().toString()).toList();
  }
}
