package dev.heartwood.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Checks addresses and headers before anything is sent, and shows addresses without their secrets.
 */
final class HttpNames {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final int MAX_PORT = 65_535;
  private static final int MAX_HEADER_CHARS = 8 * 1024;

  /** Either the JDK sets them or this handler does. */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "idempotency-key",
          "transfer-encoding",
          "upgrade");

  private HttpNames() {}

  static URI parseUrl(String text) {
    try {
      return requireUrl(new URI(text.strip()));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "url must be an address such as https://logs.example.com/ingest, was ["
              + shown(text)
              + "]: "
              + e.getReason());
    }
  }

  static URI requireUrl(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("url must start with http or https, was " + shownIn(url));
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url must not hold a user or password, give an Authorization header; was "
              + shownIn(url));
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("url must name a host, was " + shownIn(url));
    }
    if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
      throw new IllegalArgumentException(
          "url must have a port of 1 to " + MAX_PORT + ", was " + shownIn(url));
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("url must not have a fragment, was " + shownIn(url));
    }
    return url;
  }

  static void requireHeader(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(HttpNames::isTokenChar)) {
      throw new IllegalArgumentException(
          "header must have a name of letters, digits and hyphens, was [" + cleaned(name) + "]");
    }
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "header must not be one that is set by itself, was [" + name + "]");
    }
    if (value.length() > MAX_HEADER_CHARS
        || !value.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "header must have a value of printable ASCII up to "
              + MAX_HEADER_CHARS
              + " characters, has not ["
              + name
              + "]");
    }
  }

  static void requireContentType(String value) {
    if (!value.matches("[!-.0-~]+/[!-.0-~]+(;[ -~]*)?")) {
      throw new IllegalArgumentException(
          "contentType must be a media type such as application/json, was ["
              + cleaned(value)
              + "]");
    }
  }

  /** Without user and query, which may be secret. */
  static String shown(URI url) {
    return shown(url.toString());
  }

  private static String shownIn(URI url) {
    return "[" + shown(url) + "]";
  }

  private static String shown(String url) {
    return cleaned(url).replaceFirst("//[^/]*@", "//").replaceFirst("\\?.*", "?...");
  }

  private static String cleaned(String text) {
    return AnswerText.cleaned(text);
  }

  /** What RFC 9110 calls a token, and no more than usual names need. */
  private static boolean isTokenChar(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "-_.".indexOf(c) >= 0;
  }
}
