package dev.heartwood.service;

import dev.heartwood.StatusReporter;
import dev.heartwood.service.ingest.Durability;
import dev.heartwood.service.ingest.IdStrategy;
import dev.heartwood.service.ingest.IngestLimits;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a {@link LogService} behaves. Start at {@link #in}.
 *
 * @param directory of the data; belongs to one service at a time, and is made if need be
 * @param durability what has happened to an entry when the service says that it has it; default
 *     DISK
 * @param rules that entries pass on their way in, as docs/service-rules.md says; default {@link
 *     #DEFAULT_RULES}
 * @param limits of an entry
 * @param ids what they look like; default SNOWFLAKE
 * @param machine in the ids, 0 to 1023, different for each service whose ids meet; default 1
 * @param retention how long entries are kept
 * @param journalBytes that the journal may take on disk, at least four of its segments; default 1
 *     TiB. When it would take more, the oldest entries go; while the index is behind by three
 *     quarters of that, or 8 GiB, nothing more is accepted
 * @param segmentBytes of a file of the journal, which is deleted as a whole; 256 KiB to 1 GiB,
 *     default 32 MiB. A request takes a quarter of it at most
 * @param maxServices that accounting and rate limits tell apart; 1 to 1,000,000, default 10,000
 * @param maxRememberedKeys idempotency keys, and as many client ids, that are remembered for 24
 *     hours; default 1,000,000. About fifty bytes each
 * @param maxKeys that {@code latest} keeps the newest entry of, those of each service counted
 *     apart; default 100,000
 * @param clock for times of arrival, ids and ages
 * @param status where it is told what goes wrong and what it does about it
 */
public record ServiceOptions(
    Path directory,
    Durability durability,
    String rules,
    IngestLimits limits,
    IdStrategy ids,
    int machine,
    Retention retention,
    long journalBytes,
    int segmentBytes,
    int maxServices,
    int maxRememberedKeys,
    int maxKeys,
    Clock clock,
    StatusReporter status) {
  /** Masks passwords, bearer tokens and JSON web tokens, and lets everything pass. */
  public static final String DEFAULT_RULES =
      """
      rules:
        - name: credentials
          redact:
            detectors: [password, bearer, jwt]
      """;

  public static final long DEFAULT_JOURNAL_BYTES = 1L << 40;
  public static final int DEFAULT_SEGMENT_BYTES = 32 << 20;
  public static final int MIN_SEGMENT_BYTES = 256 << 10;
  public static final int MAX_SEGMENT_BYTES = 1 << 30;
  public static final int DEFAULT_MAX_SERVICES = 10_000;
  public static final int DEFAULT_MAX_REMEMBERED_KEYS = 1_000_000;
  public static final int DEFAULT_MAX_KEYS = 100_000;
  private static final int MIN_SEGMENTS = 4;

  public ServiceOptions {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(ids, "ids");
    Objects.requireNonNull(retention, "retention");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(status, "status");
    require("machine", machine, 0, 1023);
    require("segmentBytes", segmentBytes, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
    require("journalBytes", journalBytes, (long) MIN_SEGMENTS * segmentBytes, Long.MAX_VALUE);
    require("maxServices", maxServices, 1, 1_000_000);
    require("maxRememberedKeys", maxRememberedKeys, 1, 100_000_000);
    require("maxKeys", maxKeys, 1, Integer.MAX_VALUE);
  }

  /** The defaults for a directory. */
  public static ServiceOptions in(Path directory) {
    return new ServiceOptions(
        directory,
        Durability.DISK,
        DEFAULT_RULES,
        IngestLimits.DEFAULT,
        IdStrategy.SNOWFLAKE,
        1,
        Retention.DEFAULT,
        DEFAULT_JOURNAL_BYTES,
        DEFAULT_SEGMENT_BYTES,
        DEFAULT_MAX_SERVICES,
        DEFAULT_MAX_REMEMBERED_KEYS,
        DEFAULT_MAX_KEYS,
        Clock.systemUTC(),
        StatusReporter.standardError());
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", was " + value);
    }
  }

  public ServiceOptions withDurability(Durability value) {
    return with(draft -> draft.durability = value);
  }

  public ServiceOptions withRules(String value) {
    return with(draft -> draft.rules = value);
  }

  public ServiceOptions withLimits(IngestLimits value) {
    return with(draft -> draft.limits = value);
  }

  public ServiceOptions withIds(IdStrategy value) {
    return with(draft -> draft.ids = value);
  }

  public ServiceOptions withMachine(int value) {
    return with(draft -> draft.machine = value);
  }

  public ServiceOptions withRetention(Retention value) {
    return with(draft -> draft.retention = value);
  }

  public ServiceOptions withJournalBytes(long value) {
    return with(draft -> draft.journalBytes = value);
  }

  public ServiceOptions withSegmentBytes(int value) {
    return with(draft -> draft.segmentBytes = value);
  }

  public ServiceOptions withMaxServices(int value) {
    return with(draft -> draft.maxServices = value);
  }

  public ServiceOptions withMaxRememberedKeys(int value) {
    return with(draft -> draft.maxRememberedKeys = value);
  }

  public ServiceOptions withMaxKeys(int value) {
    return with(draft -> draft.maxKeys = value);
  }

  public ServiceOptions withClock(Clock value) {
    return with(draft -> draft.clock = value);
  }

  public ServiceOptions withStatus(StatusReporter value) {
    return with(draft -> draft.status = value);
  }

  private ServiceOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** The options while one of them is changed. */
  private static final class Draft {
    private Path directory;
    private Durability durability;
    private String rules;
    private IngestLimits limits;
    private IdStrategy ids;
    private int machine;
    private Retention retention;
    private long journalBytes;
    private int segmentBytes;
    private int maxServices;
    private int maxRememberedKeys;
    private int maxKeys;
    private Clock clock;
    private StatusReporter status;

    Draft(ServiceOptions from) {
      directory = from.directory;
      durability = from.durability;
      rules = from.rules;
      limits = from.limits;
      ids = from.ids;
      machine = from.machine;
      retention = from.retention;
      journalBytes = from.journalBytes;
      segmentBytes = from.segmentBytes;
      maxServices = from.maxServices;
      maxRememberedKeys = from.maxRememberedKeys;
      maxKeys = from.maxKeys;
      clock = from.clock;
      status = from.status;
    }

    ServiceOptions done() {
      return new ServiceOptions(
          directory,
          durability,
          rules,
          limits,
          ids,
          machine,
          retention,
          journalBytes,
          segmentBytes,
          maxServices,
          maxRememberedKeys,
          maxKeys,
          clock,
          status);
    }
  }
}
