package dev.heartwood.http;

/**
 * What an {@link HttpHandler} has sent so far. Exact when no call is in progress.
 *
 * @param events taken by the server
 * @param requests that the server took
 * @param refused events that it will never take: wrong or too long
 * @param undelivered events given up after the last retry, or because the set-up is wrong
 * @param retries attempts after the first
 * @param splits batches sent in halves because the server found them too long
 */
public record HttpCounts(
    long events, long requests, long refused, long undelivered, long retries, long splits) {
  static final HttpCounts NONE = new HttpCounts(0, 0, 0, 0, 0, 0);

  HttpCounts plusTaken(int more) {
    return new HttpCounts(
        events + more, requests + (more > 0 ? 1 : 0), refused, undelivered, retries, splits);
  }

  HttpCounts plusRefused(int more) {
    return new HttpCounts(events, requests, refused + more, undelivered, retries, splits);
  }

  HttpCounts plusUndelivered(int more) {
    return new HttpCounts(events, requests, refused, undelivered + more, retries, splits);
  }

  HttpCounts plusRetry() {
    return new HttpCounts(events, requests, refused, undelivered, retries + 1, splits);
  }

  HttpCounts plusSplit() {
    return new HttpCounts(events, requests, refused, undelivered, retries, splits + 1);
  }
}
