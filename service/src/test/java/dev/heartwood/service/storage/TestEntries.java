package dev.heartwood.service.storage;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.entry.Thrown;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes entries for tests, and knows them; each has the next sequence and an id made of it. */
public final class TestEntries implements EntrySource {
  public static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private final Map<Long, LogEntry> known = new ConcurrentHashMap<>();
  private final Map<String, Long> ids = new ConcurrentHashMap<>();
  private long next;

  public TestEntries() {
    this(1);
  }

  public TestEntries(long first) {
    next = first;
  }

  /** An INFO of service "orders" at {@link #NOON}. */
  public LogEntry saying(String message) {
    return at(NOON, message);
  }

  public LogEntry at(Instant time, String message) {
    return of(time, Severity.INFO, "orders", message, Map.of());
  }

  public LogEntry of(Severity severity, String service, String message) {
    return of(NOON, severity, service, message, Map.of());
  }

  public LogEntry with(Map<String, ?> metadata) {
    return of(NOON, Severity.INFO, "orders", "a message", metadata);
  }

  public LogEntry of(
      Instant time, Severity severity, String service, String message, Map<String, ?> metadata) {
    return entry(
        time,
        new LogContent(
            severity,
            severity.name(),
            service,
            message,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            nullable(metadata)));
  }

  /** An entry with something in every field. */
  public LogEntry full(Instant time, String text, Map<String, ?> metadata) {
    return entry(
        time,
        new LogContent(
            Severity.FATAL,
            "CRITICAL",
            "service of " + text,
            "message of " + text,
            time,
            "correlation of " + text,
            "key of " + text,
            "192.168.1.100",
            "logger of " + text,
            "thread of " + text,
            new Thrown("java.lang.Exception", "thrown by " + text, "at a\nat b"),
            "client's " + text,
            nullable(metadata)));
  }

  public LogEntry entry(Instant time, LogContent content) {
    long sequence = next++;
    return know(new LogEntry("id-" + sequence, sequence, time, time.plusMillis(3), content));
  }

  LogEntry know(LogEntry entry) {
    known.put(entry.sequence(), entry);
    ids.put(entry.id(), entry.sequence());
    return entry;
  }

  /** As if those who keep entries had not kept this one. */
  public void forget(LogEntry entry) {
    known.remove(entry.sequence());
  }

  @Override
  public @Nullable LogEntry entry(long sequence) {
    return known.get(sequence);
  }

  @Override
  public @Nullable String message(long sequence) {
    LogEntry entry = known.get(sequence);
    return entry == null ? null : entry.content().message();
  }

  @Override
  public long sequenceOf(String id) {
    return ids.getOrDefault(id, -1L);
  }

  @SuppressWarnings("unchecked") // a map is read here only
  private static Map<String, @Nullable Object> nullable(Map<String, ?> metadata) {
    return (Map<String, @Nullable Object>) metadata;
  }
}
