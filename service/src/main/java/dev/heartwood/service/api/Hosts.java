package dev.heartwood.service.api;

import com.linecorp.armeria.common.RequestHeaders;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps web pages of others from a service that is open on its own machine: a page whose name was
 * made to point at this machine still sends that name.
 */
final class Hosts {
  private static final Pattern OWN =
      Pattern.compile("(localhost|[^:]*\\.localhost|[0-9.]+|\\[[0-9a-f:.%]+])(:[0-9]+)?");

  private Hosts() {}

  static void check(ApiOptions options, RequestHeaders headers) {
    String host = headers.authority();
    if (host != null
        && options.access().isOpen()
        && options.address().getAddress().isLoopbackAddress()
        && !OWN.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      throw Problem.wrong(
              ProblemCode.MISDIRECTED,
              "Host",
              "must be localhost or an address while no API key is needed",
              ContentReader.shortened(host))
          .exception();
    }
  }

  /** Whether a page of this service, or no page at all, makes the request. */
  static boolean isSameOrigin(RequestHeaders headers) {
    String origin = headers.get("origin");
    String host = headers.authority();
    return origin == null
        || host != null
            && (origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host));
  }
}
