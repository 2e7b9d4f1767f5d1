package dev.heartwood.service.storage;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Entries over four days of few, odd values, so that conditions meet some of them. */
final class RandomEntries {
  static final Instant FIRST = Instant.parse("2026-03-08T22:00:00Z");

  static final List<String> SERVICES = List.of("orders", "billing", "Übersicht", "a b", "");
  static final List<String> LEVELS = List.of("INFO", "info", "WARN", "WARNING", "FATAL", "TRACE");
  static final List<String> IDS = List.of("req-1", "req-2", "REQ-1", "req", "x".repeat(300));
  static final List<String> PATHS =
      List.of("user", "user.id", "user.name", "size", "ok", "a.b", "a.b.c", "nothing", "");
  static final List<String> WORDS =
      List.of(
          "order",
          "Order",
          "filled",
          "ΑΣΟΣ",
          "ασος",
          "grüße",
          "GRÜSSE",
          "İstanbul",
          "i\u0307",
          "9f3a",
          "x",
          "don't",
          "a_b",
          "100%",
          "\uD83D\uDE00",
          "日本語",
          "K\u212Ay",
          "payment-failed",
          "e\u0301",
          "long".repeat(60),
          "(42)",
          "ⅣⓐⒷ");
  static final List<String> GAPS = List.of(" ", "", "-", ".", ": ", "\n", "–");
  static final List<Object> VALUES =
      List.of(
          "text",
          "42",
          "Text",
          42L,
          42.0,
          new BigDecimal("42.00"),
          -1.5,
          0L,
          new BigInteger("123456789012345678901234567890"),
          new BigDecimal("1e400"),
          true,
          false,
          "true",
          "");

  private final Random random;
  private final TestEntries known;
  private long next = 1;

  RandomEntries(Random random, TestEntries known) {
    this.random = random;
    this.known = known;
  }

  LogEntry entry() {
    next += 1 + random.nextInt(3);
    Instant time = time();
    return known.know(
        new LogEntry(
            "id-" + next,
            next,
            time,
            time.plusMillis(random.nextInt(5000)),
            new LogContent(
                Severity.values()[random.nextInt(6)],
                of(LEVELS),
                of(SERVICES),
                message(),
                null,
                maybe(IDS),
                maybe(IDS),
                maybe(IDS),
                maybe(IDS),
                maybe(IDS),
                null,
                null,
                metadata())));
  }

  Instant time() {
    return FIRST.plus(
        random.nextBoolean()
            ? Duration.ofHours(random.nextInt(96))
            : Duration.ofNanos(random.nextLong(Duration.ofDays(4).toNanos())));
  }

  String message() {
    StringBuilder message = new StringBuilder();
    for (int words = random.nextInt(6); words > 0; words--) {
      message.append(of(WORDS)).append(of(GAPS));
    }
    return message.toString();
  }

  private Map<String, @Nullable Object> metadata() {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    for (int fields = random.nextInt(4); fields > 0; fields--) {
      metadata.put(of(PATHS), value(2));
    }
    return metadata;
  }

  private @Nullable Object value(int depth) {
    if (depth == 0 || random.nextInt(3) > 0) {
      return maybe(VALUES);
    }
    if (random.nextInt(4) == 0) {
      return List.of("text", 42L);
    }
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    for (String key : List.of("id", "name", "b", "c", "b.c", "")) {
      if (random.nextInt(3) == 0) {
        inner.put(key, value(depth - 1));
      }
    }
    return inner;
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private <T> @Nullable T maybe(List<T> choices) {
    return random.nextInt(4) == 0 ? null : of(choices);
  }
}
