package dev.heartwood.service.entry;

import java.time.Instant;
import java.util.Objects;

/**
 * One entry as the service keeps it; never changed once it is accepted.
 *
 * @param id unique, in the text form of its id strategy
 * @param sequence grows in the order of arrival, with gaps; see {@link Sequences}
 * @param timestamp when it happened: what the sender said, or else when it arrived
 * @param received when it arrived
 */
public record LogEntry(
    String id, long sequence, Instant timestamp, Instant received, LogContent content) {
  public LogEntry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(received, "received");
    Objects.requireNonNull(content, "content");
  }
}
