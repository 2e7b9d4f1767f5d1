package dev.heartwood.service.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a service. An answer that is no success becomes a {@link ServiceException}. */
final class ServiceClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_PROBLEM_BYTES = 64 << 10;

  private final URI base;
  private final @Nullable String key;
  private final HttpClient http;

  /**
   * @param key null for none
   * @param authorities whose certificates are trusted; empty for those that Java trusts
   */
  ServiceClient(URI base, @Nullable String key, List<X509Certificate> authorities) {
    this.base = base;
    this.key = key;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER); // a key goes nowhere else
    if (!authorities.isEmpty()) {
      builder.sslContext(trusting(authorities));
    }
    http = builder.build();
  }

  private static SSLContext trusting(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate each : authorities) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a store in memory failed", e);
    }
  }

  /** Reads an answer as it comes. */
  InputStream get(String path, QueryText query, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path + query)).GET();
    return send(request, headers);
  }

  InputStream post(String path, String json, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .header("Content-Type", "application/json");
    return send(request, headers);
  }

  private InputStream send(HttpRequest.Builder request, Map<String, String> headers)
      throws IOException, InterruptedException {
    headers.forEach(request::header);
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() / 100 == 2) {
      return answer.body();
    }
    try (InputStream body = answer.body()) {
      throw new ServiceException(
          answer.statusCode(), problem(body.readNBytes(MAX_PROBLEM_BYTES), answer.statusCode()));
    }
  }

  private static String problem(byte[] body, int status) {
    try {
      JsonNode problem = JsonMapper.shared().readTree(body);
      JsonNode detail = problem.get("detail");
      if (detail != null && detail.isString()) {
        return detail.stringValue();
      }
    } catch (JacksonException e) {
      // something else answers there
    }
    return status / 100 == 3 ? "it is somewhere else" : "without a reason";
  }
}
