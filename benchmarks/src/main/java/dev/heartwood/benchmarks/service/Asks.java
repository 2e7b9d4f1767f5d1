package dev.heartwood.benchmarks.service;

import dev.heartwood.service.entry.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Questions with ever new values, so that no cache of answers helps; those of the same seed are the
 * same for all. For one thread.
 */
final class Asks {
  private static final int SAMPLES = 100_000;
  private static final int SERVICES = 50;

  private final Random random = new Random(7);
  private final Instant start;
  private final List<LogEntry> samples;
  private final List<String> ids;

  /**
   * @param ids of entries that are there
   */
  Asks(long entries, Instant start, List<String> ids) {
    this.start = start;
    this.ids = ids;
    samples = new ServiceWorkload(entries, start).next((int) Math.min(entries, SAMPLES));
  }

  Ask next(Question question) {
    return switch (question) {
      case NEWEST ->
          ask(question, "ERROR", ServiceWorkload.service(random.nextInt(SERVICES)), start);
      case CORRELATION -> ask(question, correlationId(), "", start);
      case ID -> ask(question, ids.get(random.nextInt(ids.size())), "", start);
      case WORD -> ask(question, ServiceWorkload.RARE_WORD, "", start);
      case SUBSTRING -> ask(question, ServiceWorkload.RARE_SUBSTRING, "", start);
      case HISTOGRAM -> ask(question, "", "", someTime());
    };
  }

  private static Ask ask(Question question, String value, String service, Instant from) {
    return new Ask(question, value, service, from);
  }

  private String correlationId() {
    String id = samples.get(random.nextInt(samples.size())).content().correlationId();
    return id == null ? correlationId() : id;
  }

  /** With a day behind it. */
  private Instant someTime() {
    long minutes = ServiceWorkload.SPAN.minus(Ask.DAY).toMinutes();
    return start.plus(Duration.ofMinutes(random.nextInt((int) minutes)));
  }
}
