package dev.heartwood.benchmarks.service;

import dev.heartwood.service.LogService;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Condition.And;
import dev.heartwood.service.query.Condition.Contains;
import dev.heartwood.service.query.Condition.During;
import dev.heartwood.service.query.Condition.Grave;
import dev.heartwood.service.query.Condition.Is;
import dev.heartwood.service.query.Condition.Phrase;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.StatsQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Questions of a {@link ServiceWorkload}, each asked many times with changing values. */
final class Questions {
  /** Nanoseconds of one question, and what it found the last time. */
  record Timing(String question, long medianNanos, long p99Nanos, long found) {}

  private interface Question {
    long ask() throws IOException;
  }

  private final LogService service;
  private final List<String> ids;
  private final List<LogEntry> samples;
  private final Random random = new Random(7);
  private final Map<String, Question> questions = new LinkedHashMap<>();

  /**
   * @param ids of some entries
   */
  Questions(LogService service, long count, List<String> ids) {
    this.service = service;
    this.ids = ids;
    samples = new ServiceWorkload(count).next((int) Math.min(count, 100_000));
    questions.put("newest 100", () -> find(Condition.EVERYTHING));
    questions.put("level and service", () -> find(levelAndService()));
    questions.put("level and service, one hour", () -> find(and(levelAndService(), hour())));
    questions.put("correlation id", () -> find(new Is(Field.CORRELATION_ID, correlationId())));
    questions.put("id", () -> service.get(ids.get(random.nextInt(ids.size()))).isPresent() ? 1 : 0);
    questions.put("metadata value", () -> find(new Is(new Field("metadata.user_id"), user())));
    questions.put("rare word", () -> find(new Phrase(List.of(ServiceWorkload.RARE_WORD))));
    questions.put("frequent word", () -> find(new Phrase(List.of("customer"))));
    questions.put("rare substring", () -> find(new Contains(ServiceWorkload.RARE_SUBSTRING)));
    questions.put("frequent substring", () -> find(new Contains("ustomer anna")));
    questions.put("inside a hex id", () -> find(new Contains(needle())));
    questions.put("histogram of a day", () -> stats(day(), Duration.ofMinutes(10)));
  }

  List<Timing> ask(int rounds) throws IOException {
    List<Timing> timings = new ArrayList<>();
    for (Map.Entry<String, Question> one : questions.entrySet()) {
      one.getValue().ask();
      one.getValue().ask();
      long[] nanos = new long[rounds];
      long found = 0;
      for (int round = 0; round < rounds; round++) {
        long start = System.nanoTime();
        found = one.getValue().ask();
        nanos[round] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      timings.add(
          new Timing(one.getKey(), nanos[rounds / 2], nanos[(int) ((rounds - 1) * 0.99)], found));
    }
    return timings;
  }

  private long find(Condition where) throws IOException {
    return service.find(LogQuery.newest(where, 100)).total();
  }

  private long stats(Condition where, Duration bucket) throws IOException {
    return service.stats(new StatsQuery(where, bucket, null, 10)).stats().total();
  }

  private static Condition and(Condition... parts) {
    return new And(List.of(parts));
  }

  private Condition levelAndService() {
    return and(
        new Grave(Severity.ERROR, Severity.FATAL),
        new Is(Field.SERVICE, ServiceWorkload.service(random.nextInt(50))));
  }

  private Condition hour() {
    Instant start = ServiceWorkload.START.plus(Duration.ofHours(random.nextInt(7 * 24)));
    return new During(start, start.plus(Duration.ofHours(1)));
  }

  private Condition day() {
    Duration start = Duration.ofMinutes(random.nextInt(6 * 24 * 60)); // none that is remembered
    Instant from = ServiceWorkload.START.plus(start);
    return new During(from, from.plus(Duration.ofDays(1)));
  }

  private LogEntry sample() {
    return samples.get(random.nextInt(samples.size()));
  }

  private String correlationId() {
    String id = sample().content().correlationId();
    return id == null ? correlationId() : id;
  }

  private String user() {
    return String.valueOf(sample().content().metadata().get("user_id"));
  }

  /** Eight digits out of the middle of an id that some entry has. */
  private String needle() {
    String message = sample().content().message();
    int at = message.indexOf("reference ");
    return at < 0 || message.length() < at + 24 ? needle() : message.substring(at + 13, at + 21);
  }
}
