package dev.heartwood.benchmarks.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Entries of seven days: 24 templates with numbers, hex ids and names, 50 services (a few of them
 * often), 500 loggers, 100,000 keys, three metadata fields, 30 % with a correlation id that two to
 * four share; 9 % are up to 2 s late and 1 % up to 120 s. Fifty of all have the word {@link
 * #RARE_WORD}. The same number and seed give the same entries. For one thread.
 */
public final class ServiceWorkload {
  static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  static final Duration SPAN = Duration.ofDays(7);
  static final String RARE_WORD = "zephyrine";
  static final String RARE_SUBSTRING = "phyrine breaker opened for ups";

  private static final List<String> TEMPLATES =
      List.of(
          "Order %n placed by customer %w for %n.%d EUR, payment reference %h",
          "Payment %h authorised in %n ms by provider %w",
          "User %w logged in from session %h after %d attempts",
          "GET /api/v1/items/%n returned 200 in %n ms (trace %h)",
          "POST /api/v1/orders returned 201 in %n ms, body %n bytes",
          "Cache miss for key item:%n, loading from shard %d",
          "Cache refreshed: %n entries in %n ms",
          "Connection to database replica %d established in %n ms",
          "Slow query (%n ms) on table %w: rows examined %n",
          "Retry %d of 5 for message %h: broker did not answer within %n ms",
          "Message %h published to topic %w partition %d offset %n",
          "Consumer group %w rebalanced: %d members, generation %n",
          "Job %w finished: processed %n records, skipped %d, in %n ms",
          "Job %w started by scheduler with token %h",
          "Inventory of article %n changed by -%d, now %n left in warehouse %w",
          "Shipment %h handed over to carrier %w, %d parcels",
          "Rate limit of client %w reached: %n requests in 60 s",
          "Request rejected: field 'amount' must be positive, was -%n",
          "Timeout after %n ms while waiting for lock %h held by worker %d",
          "Garbage collection took %n ms, heap %n MB of 4096 MB",
          "Configuration reloaded from /etc/service/%w.yaml (%n entries changed)",
          "Health check of %w passed in %d ms",
          "Uploaded file report-%n.pdf (%n bytes) to bucket %w, checksum %h",
          "Email to customer %w queued as %h, template %d");
  private static final List<String> NAMES =
      List.of(
          "anna", "bernd", "clara", "dmitri", "elena", "farid", "greta", "hiro", "ines", "jonas",
          "karim", "lucia", "marek", "nadia", "oskar", "petra", "quentin", "rosa", "stefan", "tara",
          "ulrich", "vera", "wanda", "xaver", "yusuf", "zoe");

  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  private final SplittableRandom random = new SplittableRandom(42);
  private final long count;
  private final Instant start;
  private final long stepNanos;
  private final String[] lastIds = new String[64];
  private long next;

  /**
   * @param count entries in seven days; more may be asked for, which go on in the same step through
   *     the last of these days, again and again: none is ahead of the clock
   */
  public ServiceWorkload(long count) {
    this(count, START);
  }

  /** The same entries at another time. */
  ServiceWorkload(long count, Instant start) {
    this.count = count;
    this.start = start;
    stepNanos = SPAN.toNanos() / count;
  }

  public List<LogEntry> next(int entries) {
    List<LogEntry> batch = new ArrayList<>(entries);
    for (int i = 0; i < entries; i++) {
      batch.add(entry());
    }
    return batch;
  }

  private LogEntry entry() {
    long number = next++;
    long laps = number < count ? 0 : 1 + (number - count) * stepNanos / DAY_NANOS;
    Instant now = start.plusNanos(number * stepNanos - laps * DAY_NANOS);
    Instant time = Instant.ofEpochMilli(now.minusMillis(late()).toEpochMilli());
    long millis = now.toEpochMilli();
    String id = millis + "-" + (1 + laps) + "-" + (number & 4095);
    return new LogEntry(id, number + 1, time, Instant.ofEpochMilli(millis), content(number, time));
  }

  private int late() {
    int chance = random.nextInt(100);
    return chance == 0 ? random.nextInt(120_000) : chance < 10 ? random.nextInt(2000) : 0;
  }

  private LogContent content(long number, Instant time) {
    int template = random.nextInt(TEMPLATES.size());
    Severity severity = severity();
    String message =
        number % Math.max(1, count / 50) == 7
            ? "The " + RARE_WORD + " breaker opened for upstream " + random.nextInt(100)
            : message(TEMPLATES.get(template));
    int service = skewed(50);
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("duration_ms", (long) random.nextInt(5000));
    metadata.put("region", REGIONS[random.nextInt(REGIONS.length)]);
    metadata.put("user_id", "u-" + random.nextInt(50_000));
    return new LogContent(
        severity,
        severity.name(),
        service(service),
        message,
        time,
        correlationId(),
        "key-" + random.nextInt(100_000),
        "10." + random.nextInt(4) + "." + random.nextInt(250) + "." + random.nextInt(250),
        "com.example." + service(service).replace('-', '.') + ".Handler" + random.nextInt(10),
        null,
        null,
        null,
        metadata);
  }

  private static final String[] REGIONS = {"eu-central-1", "eu-west-1", "us-east-1", "ap-south-1"};

  static String service(int number) {
    return "service-" + number;
  }

  /** Small numbers are frequent: a third of all are below a tenth of the bound. */
  private int skewed(int bound) {
    double chance = random.nextDouble();
    return (int) (bound * chance * chance);
  }

  private Severity severity() {
    int chance = random.nextInt(1000);
    return chance < 200
        ? Severity.DEBUG
        : chance < 850
            ? Severity.INFO
            : chance < 950 ? Severity.WARN : chance < 995 ? Severity.ERROR : Severity.FATAL;
  }

  private @Nullable String correlationId() {
    if (random.nextInt(10) >= 3) {
      return null;
    }
    int place = random.nextInt(lastIds.length);
    String known = lastIds[place];
    if (known == null || random.nextInt(3) == 0) {
      known = "req-" + Long.toHexString(random.nextLong());
      lastIds[place] = known;
    }
    return known;
  }

  private String message(String template) {
    StringBuilder message = new StringBuilder(128);
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c != '%') {
        message.append(c);
        continue;
      }
      switch (template.charAt(++i)) {
        case 'n' -> message.append(random.nextInt(100_000));
        case 'd' -> message.append(random.nextInt(10));
        case 'w' -> message.append(NAMES.get(random.nextInt(NAMES.size())));
        default -> message.append(Long.toHexString(random.nextLong()));
      }
    }
    return message.toString();
  }
}
