package dev.heartwood.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.entry.Thrown;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entries for tests. */
public final class Contents {
  private Contents() {}

  public static LogContent info(String message) {
    return LogContent.of(Severity.INFO, "shop", message);
  }

  public static LogContent of(Severity severity, String service, String message) {
    return LogContent.of(severity, service, message);
  }

  public static List<LogContent> numbered(String service, int from, int count) {
    List<LogContent> all = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      all.add(LogContent.of(Severity.INFO, service, "message " + i));
    }
    return all;
  }

  public static LogContent at(Instant timestamp, String message) {
    return with(info(message), timestamp, null, null, Map.of());
  }

  public static LogContent keyed(String key, Instant timestamp, String message) {
    return with(info(message), timestamp, key, null, Map.of());
  }

  public static LogContent keyed(String service, String key, Instant timestamp, String message) {
    return with(LogContent.of(Severity.INFO, service, message), timestamp, key, null, Map.of());
  }

  public static LogContent from(String clientId, String message) {
    return with(info(message), null, null, clientId, Map.of());
  }

  public static LogContent metadata(String message, Map<String, Object> metadata) {
    return with(info(message), null, null, null, metadata);
  }

  private static LogContent with(
      LogContent content,
      Instant timestamp,
      String key,
      String clientId,
      Map<String, Object> metadata) {
    return new LogContent(
        content.severity(),
        content.level(),
        content.service(),
        content.message(),
        timestamp,
        null,
        key,
        null,
        null,
        null,
        null,
        clientId,
        metadata);
  }

  /** Something in every field. */
  public static LogContent full() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("id", 7L);
    nested.put("nothing", null);
    nested.put("tags", Arrays.asList("a", 1L, null, List.of(true, false)));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("transaction_id", "txn-123");
    metadata.put("amount", new BigDecimal("12.340"));
    metadata.put("big", BigInteger.TWO.pow(200).negate());
    metadata.put("ratio", -0.25);
    metadata.put("least", Long.MIN_VALUE);
    metadata.put("ok", true);
    metadata.put("none", null);
    metadata.put("user", nested);
    metadata.put("", "a key without a name, \u00e4\u20ac\ud83d\ude00");
    return new LogContent(
        Severity.FATAL,
        "Critical",
        "payment-service",
        "Payment failed \u00e4\u20ac\ud83d\ude00\r\nsecond line",
        Instant.parse("2024-01-01T10:30:00.123456789Z"),
        "req-abc",
        "txn-123",
        "192.168.1.100",
        "com.shop.Payments",
        "main",
        new Thrown("java.io.IOException", null, "java.io.IOException\n\tat A.b(A.java:1)"),
        "client-1",
        metadata);
  }
}
