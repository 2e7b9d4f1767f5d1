package dev.heartwood.testing;

import dev.heartwood.LogRecord;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * One capture from its opening to its end: an identity, what was logged under it, and what was
 * logged meanwhile by nobody knows whom.
 *
 * <p><b>Threads:</b> any thread records and reads; a thread enters for itself.
 */
final class CaptureScope implements AutoCloseable {
  private final CaptureHub hub;
  private final String identity;
  private final CaptureConfig config;
  private final boolean ofTest;
  private final @Nullable CaptureScope parent;
  private final CaptureBuffer records;
  private final CaptureBuffer unattributed;
  private final OncePerEvent once = new OncePerEvent();
  private final OncePerEvent unattributedOnce = new OncePerEvent();
  private final List<Predicate<? super LogRecord>> allowed = new CopyOnWriteArrayList<>();

  /**
   * @param ofTest false for what only prepares tests: its records belong to no test
   * @param parent is given every record as well; null if there is none
   */
  CaptureScope(
      CaptureHub hub,
      String identity,
      CaptureConfig config,
      boolean ofTest,
      @Nullable CaptureScope parent) {
    this.hub = hub;
    this.identity = identity;
    this.config = config;
    this.ofTest = ofTest;
    this.parent = parent;
    records = new CaptureBuffer(config.maxRecords());
    unattributed = new CaptureBuffer(config.maxRecords());
  }

  String identity() {
    return identity;
  }

  CaptureConfig config() {
    return config;
  }

  CaptureHub hub() {
    return hub;
  }

  boolean isOfTest() {
    return ofTest;
  }

  CaptureBuffer records() {
    return records;
  }

  CaptureBuffer unattributed() {
    return unattributed;
  }

  /** Whether this capture, or one around it, wants an event that the configured level stops. */
  boolean grants(String loggerName, Level level) {
    return config.grants(loggerName, level) || (parent != null && parent.grants(loggerName, level));
  }

  /** Takes what a logging thread of this capture, or of one within it, logged. */
  void record(LogRecord record) {
    if (wants(record, CapturePoint.BEFORE_RING)) {
      records.add(record);
    }
    if (parent != null) {
      parent.record(record);
    }
  }

  /** As {@link #record}, behind a ring; another one may have brought the same event. */
  void recordBehind(Object way, LogRecord record) {
    if (wants(record, CapturePoint.AFTER_RING)) {
      once.addNew(way, record, records);
    }
    if (parent != null) {
      parent.recordBehind(way, record);
    }
  }

  void recordUnattributed(LogRecord record) {
    if (wants(record, CapturePoint.BEFORE_RING)) {
      unattributed.add(record);
    }
  }

  void recordUnattributedBehind(Object way, LogRecord record) {
    if (wants(record, CapturePoint.AFTER_RING)) {
      unattributedOnce.addNew(way, record, unattributed);
    }
  }

  private boolean wants(LogRecord record, CapturePoint point) {
    return config.point() == point && config.keeps(record.loggerName());
  }

  void allow(Predicate<? super LogRecord> predicate) {
    allowed.add(predicate);
  }

  boolean allows(LogRecord record) {
    return config.allowed().stream().anyMatch(record.message()::contains)
        || allowed.stream().anyMatch(predicate -> predicate.test(record));
  }

  /** Has the current thread work for this capture, until the entry is closed. */
  Entry enter() {
    return new Entry(this);
  }

  /** Ends the capture: what is logged under its identity from now on belongs to nobody. */
  @Override
  public void close() {
    hub.end(this);
  }

  /** The time in which one thread works for a capture; closed by that thread. */
  static final class Entry implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final CaptureScope scope;
    private final @Nullable String identityBefore = TestIdentity.current();
    private final @Nullable String mdcBefore = MDC.get(CapturedLogs.MDC_KEY);

    private Entry(CaptureScope scope) {
      this.scope = scope;
      TestIdentity.set(scope.identity);
      if (scope.config.mdcKey()) {
        MDC.put(CapturedLogs.MDC_KEY, scope.identity);
      }
    }

    /** Puts back what was before, unless somebody else has entered meanwhile. */
    @Override
    public void close() {
      if (thread != Thread.currentThread()) {
        return; // what stays behind there is seen to be finished
      }
      if (scope.identity.equals(TestIdentity.current())) {
        TestIdentity.set(identityBefore);
      }
      if (scope.identity.equals(MDC.get(CapturedLogs.MDC_KEY))) {
        restoreMdc();
      }
    }

    private void restoreMdc() {
      if (mdcBefore == null) {
        MDC.remove(CapturedLogs.MDC_KEY);
      } else {
        MDC.put(CapturedLogs.MDC_KEY, mdcBefore);
      }
    }
  }
}
