package dev.heartwood.service.config;

import dev.heartwood.Threshold;
import dev.heartwood.service.Retention;
import dev.heartwood.service.ServiceOptions;
import dev.heartwood.service.api.ApiLimits;
import dev.heartwood.service.api.ApiOptions;
import dev.heartwood.service.ingest.Durability;
import dev.heartwood.service.ingest.IdStrategy;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.storage.lucene.LuceneOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All options that there are, in the order in which they are shown. */
public final class Options {
  private static final Duration A_MILLISECOND = Duration.ofMillis(1);
  private static final long DEFAULT_INDEX_BUFFER =
      Math.max(8L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8));
  private static final List<Option<?>> TABLE = new ArrayList<>();

  public static final Option<Path> DATA =
      add(
          Option.without(
                  "data.directory",
                  Kinds.path("directory"),
                  "must be set",
                  "Where everything is kept; made if need be, used by one service at a time.")
              .withFlag("--data"));
  public static final Option<Durability> DURABILITY =
      option(
          "data.durability",
          Kinds.choice(Durability.class),
          Durability.DISK,
          "What has happened to an entry when its sender is told that it is accepted.");

  public static final Option<String> HOST =
      add(
          Option.of(
                  "server.host",
                  Kinds.text("address"),
                  "127.0.0.1",
                  "Address to listen on. One that is not loopback needs an API key first.")
              .withFlag("--host"));
  public static final Option<Integer> PORT =
      add(
          Option.of(
                  "server.port",
                  Kinds.integer(0, 65_535),
                  8080,
                  "Port to listen on; 0 takes a free one, which the log names.")
              .withFlag("--port"));

  static final Option<Path> TLS_CERTIFICATE =
      add(
          Option.without(
              "tls.certificate",
              Kinds.path("file"),
              "no TLS",
              "Certificate chain (PEM), the own certificate first. Needs the key."));
  static final Option<Path> TLS_KEY =
      add(
          Option.without(
              "tls.key",
              Kinds.path("file"),
              "no TLS",
              "Private key of the certificate (PEM, PKCS#8 without a password)."));
  static final Option<Path> TLS_CLIENT_AUTHORITY =
      add(
          Option.without(
              "tls.clientAuthority",
              Kinds.path("file"),
              "clients need no certificate",
              "Certificates (PEM) of which one must have signed that of each client."));

  static final Option<List<String>> TRUSTED_PROXIES =
      add(
          Option.of(
              "server.trustedProxies",
              Kinds.texts("networks", "addresses and networks such as 10.0.0.0/8"),
              List.of(),
              "Proxies whose X-Forwarded-For is believed."));
  public static final Option<Duration> STOP_TIMEOUT =
      option(
          "server.stopTimeout",
          Kinds.time(Duration.ZERO),
          ApiOptions.DEFAULT.stopTimeout(),
          "What requests under way get when the service stops.");

  static final Option<Long> MAX_BODY_BYTES =
      limit(
          "maxBodyBytes",
          Kinds.bytes(1024, 1 << 30),
          (long) ApiLimits.DEFAULT.maxBodyBytes(),
          "Of a request, also when it is decompressed.");
  static final Option<Integer> MAX_RATIO =
      limit(
          "maxRatio",
          Kinds.integer(1, 1_000_000),
          ApiLimits.DEFAULT.maxRatio(),
          "How much larger a body over 1 MiB may be when it is decompressed.");
  static final Option<Long> BODY_BUDGET =
      limit(
          "bodyBudgetBytes",
          Kinds.bytes(1 << 20, Long.MAX_VALUE),
          ApiLimits.DEFAULT.bodyBudgetBytes(),
          "What the bodies of all requests may take together.",
          "an eighth of the heap, at least three bodies");
  static final Option<Long> MAX_HEADER_BYTES =
      limit(
          "maxHeaderBytes",
          Kinds.bytes(1024, 1 << 20),
          (long) ApiLimits.DEFAULT.maxHeaderBytes(),
          "All headers of a request together.");
  static final Option<Long> MAX_LINE_BYTES =
      limit(
          "maxRequestLineBytes",
          Kinds.bytes(1024, 1 << 20),
          (long) ApiLimits.DEFAULT.maxRequestLineBytes(),
          "The first line of a request, with its parameters.");
  static final Option<Duration> HEADER_TIMEOUT =
      limit(
          "headerTimeout",
          Kinds.time(A_MILLISECOND),
          ApiLimits.DEFAULT.headerTimeout(),
          "Until the headers of a request must have arrived.");
  static final Option<Duration> BODY_TIMEOUT =
      limit(
          "bodyTimeout",
          Kinds.time(A_MILLISECOND),
          ApiLimits.DEFAULT.bodyTimeout(),
          "Until the body of a request must have arrived.");
  static final Option<Duration> REQUEST_TIMEOUT =
      limit(
          "requestTimeout",
          Kinds.time(A_MILLISECOND),
          ApiLimits.DEFAULT.requestTimeout(),
          "Until an answer must be there, streams excepted.");
  static final Option<Duration> IDLE_TIMEOUT =
      limit(
          "idleTimeout",
          Kinds.time(A_MILLISECOND),
          ApiLimits.DEFAULT.idleTimeout(),
          "After which a connection without a request is closed.");
  static final Option<Duration> READ_TIMEOUT =
      limit(
          "readTimeout",
          Kinds.time(A_MILLISECOND),
          ApiLimits.DEFAULT.readTimeout(),
          "That the client of a stream may leave what was sent unread.");
  static final Option<Duration> PING_INTERVAL =
      limit(
          "pingInterval",
          Kinds.time(A_MILLISECOND),
          ApiLimits.DEFAULT.pingInterval(),
          "After which a silent stream shows that it lives.");
  static final Option<Integer> MAX_CONNECTIONS =
      limit(
          "maxConnections",
          Kinds.integer(1, 1_000_000),
          ApiLimits.DEFAULT.maxConnections(),
          "Open connections.");
  static final Option<Integer> MAX_CONNECTIONS_PER_CLIENT =
      limit(
          "maxConnectionsPerClient",
          Kinds.integer(1, 1_000_000),
          ApiLimits.DEFAULT.maxConnectionsPerClient(),
          "Of one address, or one IPv6 network of 64 bits; trusted proxies excepted.");
  static final Option<Integer> MAX_STREAMS =
      limit(
          "maxStreams",
          Kinds.integer(1, 10_000),
          ApiLimits.DEFAULT.maxStreams(),
          "Tails, replays and exports at a time.");
  static final Option<Integer> INGEST_THREADS =
      limit(
          "ingestThreads",
          Kinds.integer(1, 10_000),
          ApiLimits.DEFAULT.ingestThreads(),
          "Requests at a time that are read and written to the journal.");
  static final Option<Integer> QUERY_THREADS =
      limit(
          "queryThreads",
          Kinds.integer(1, 10_000),
          ApiLimits.DEFAULT.queryThreads(),
          "Requests at a time that ask.",
          "four for each processor, at least 8");
  static final Option<Integer> QUEUE =
      limit(
          "queue",
          Kinds.integer(1, 1_000_000),
          ApiLimits.DEFAULT.queue(),
          "Requests of each kind that may wait for a thread.");

  static final Option<IdStrategy> IDS =
      add(
          Option.of(
              "ids.strategy",
              Kinds.choice(IdStrategy.class),
              IdStrategy.SNOWFLAKE,
              "What the ids of entries look like."));
  static final Option<Integer> MACHINE =
      option(
          "ids.machine",
          Kinds.integer(0, 1023),
          1,
          "Machine in snowflake ids; a different one for each service whose ids meet.");

  static final Option<Long> JOURNAL_BYTES =
      add(
          Option.of(
              "journal.maxBytes",
              Kinds.bytes(1 << 20, Long.MAX_VALUE),
              ServiceOptions.DEFAULT_JOURNAL_BYTES,
              "What the journal may take on disk, at least four segments; the oldest entries go first."));
  static final Option<Long> SEGMENT_BYTES =
      option(
          "journal.segmentBytes",
          Kinds.bytes(ServiceOptions.MIN_SEGMENT_BYTES, ServiceOptions.MAX_SEGMENT_BYTES),
          (long) ServiceOptions.DEFAULT_SEGMENT_BYTES,
          "A file of the journal; a request takes a quarter of it at most.");

  static final Option<Long> INDEX_BUFFER =
      add(
          Option.of(
                  "index.bufferBytes",
                  Kinds.bytes(1 << 20, Long.MAX_VALUE),
                  DEFAULT_INDEX_BUFFER,
                  "Memory for what is not yet in a segment of the index.")
              .withDefaultText("an eighth of the heap, 8MB to 64MB"));
  static final Option<Integer> OPEN_PARTITIONS =
      add(
          Option.of(
              "index.openPartitions",
              Kinds.integer(1, 1_000),
              LuceneOptions.DEFAULT.openPartitions(),
              "Days that can be written to at the same time."));
  static final Option<Integer> MERGE_THREADS =
      add(
          Option.of(
              "index.mergeThreads",
              Kinds.integer(1, 64),
              LuceneOptions.DEFAULT.mergeThreads(),
              "Threads that merge segments, of each day that is written to."));
  static final Option<Integer> MOST_VALUES =
      option(
          "index.mostValues",
          Kinds.integer(1, 100_000_000),
          LuceneOptions.DEFAULT.mostValues(),
          "Different values of a field that statistics tell apart.");

  static final Option<Duration> MAX_AGE =
      add(
          Option.of(
              "retention.maxAge",
              Kinds.timeOrForever(A_MILLISECOND, Retention.FOREVER),
              Retention.DEFAULT.maxAge(),
              "How long an entry is kept, from its timestamp."));
  static final Option<Long> MAX_BYTES =
      add(
          Option.of(
              "retention.maxBytes",
              Kinds.bytesOrUnlimited(1 << 20),
              Retention.UNLIMITED,
              "What journal and index may take on disk; the oldest day goes first."));
  static final Option<Map<String, Duration>> SERVICE_AGES =
      option(
          "retention.services",
          Kinds.map(Kinds.time(A_MILLISECOND)),
          Map.of(),
          "Shorter ages for some services, by name.");

  public static final Option<Path> RULES =
      add(
          Option.without(
              "rules.file",
              Kinds.path("file"),
              "passwords and tokens are masked, all passes",
              "Rules that entries pass on their way in."));

  public static final Option<Path> BACKUPS =
      add(
          Option.without(
              "backup.directory",
              Kinds.path("directory"),
              "no backups over HTTP",
              "Where backups are made that are asked for over HTTP, each under a name."));

  static final Option<Integer> MAX_KEYS =
      add(
          Option.of(
              "memory.maxKeys",
              Kinds.integer(1, 10_000_000),
              ServiceOptions.DEFAULT_MAX_KEYS,
              "Keys whose newest entry is kept at hand; those of each service are counted apart."));
  static final Option<Integer> MAX_REMEMBERED =
      add(
          Option.of(
              "memory.maxRememberedKeys",
              Kinds.integer(1, 100_000_000),
              ServiceOptions.DEFAULT_MAX_REMEMBERED_KEYS,
              "Idempotency keys, and as many client ids, that are known for 24 hours; about 50"
                  + " bytes each."));
  static final Option<Integer> MAX_SERVICES =
      option(
          "memory.maxServices",
          Kinds.integer(1, 1_000_000),
          ServiceOptions.DEFAULT_MAX_SERVICES,
          "Services that accounting and rate limits tell apart.");

  static final Option<Integer> MAX_MESSAGE_CHARS =
      add(
          Option.of(
              "entry.maxMessageChars",
              Kinds.integer(1, 1 << 22),
              IngestLimits.DEFAULT.maxMessageChars(),
              "Of a message, and of a stack trace."));
  static final Option<Integer> MAX_NAME_CHARS =
      add(
          Option.of(
              "entry.maxNameChars",
              Kinds.integer(1, 1 << 16),
              IngestLimits.DEFAULT.maxNameChars(),
              "Of a service, logger, thread, key, id or level."));
  static final Option<Integer> MAX_METADATA_ENTRIES =
      add(
          Option.of(
              "entry.maxMetadataEntries",
              Kinds.integer(0, 1_000_000),
              IngestLimits.DEFAULT.maxMetadataEntries(),
              "Values in the metadata, nested ones included."));
  static final Option<Integer> MAX_METADATA_DEPTH =
      add(
          Option.of(
              "entry.maxMetadataDepth",
              Kinds.integer(1, 256),
              IngestLimits.DEFAULT.maxMetadataDepth(),
              "Maps and lists within each other in the metadata."));
  static final Option<Integer> MAX_STRING_CHARS =
      add(
          Option.of(
              "entry.maxStringChars",
              Kinds.integer(1, 1 << 22),
              IngestLimits.DEFAULT.maxStringChars(),
              "Of a key or a text in the metadata."));
  static final Option<Duration> MAX_AHEAD =
      option(
          "entry.maxAhead",
          Kinds.timeOrForever(Duration.ZERO, IngestLimits.FOREVER),
          IngestLimits.DEFAULT.maxAhead(),
          "How far a timestamp may be ahead of the clock of the service.");

  public static final Option<Threshold> LOG_LEVEL =
      add(
          Option.of(
                  "log.level",
                  Kinds.choice(Threshold.class),
                  Threshold.INFO,
                  "What the service says of itself on standard error.")
              .withFlag("--log-level"));

  private final Map<String, Option<?>> byName = new LinkedHashMap<>();

  Options() {
    TABLE.forEach(each -> byName.put(each.name(), each));
  }

  private static <T> Option<T> limit(String name, Kind<T> kind, T absent, String description) {
    return add(Option.of("limits." + name, kind, absent, description));
  }

  /** One whose default depends on the machine. */
  private static <T> Option<T> limit(
      String name, Kind<T> kind, T absent, String description, String absentText) {
    return add(Option.of("limits." + name, kind, absent, description).withDefaultText(absentText));
  }

  private static <T> Option<T> option(String name, Kind<T> kind, T absent, String description) {
    return add(Option.of(name, kind, absent, description));
  }

  private static <O extends Option<?>> O add(O option) {
    TABLE.add(option);
    return option;
  }

  public static List<Option<?>> all() {
    return List.copyOf(TABLE);
  }

  Optional<Option<?>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether options stand below this name. */
  boolean isSection(String name) {
    return byName.keySet().stream().anyMatch(each -> each.startsWith(name + "."));
  }

  /** The fault of a name that is no option, with the one that was meant if that can be seen. */
  String unknown(String name) {
    return name + " is no option" + Similar.to(name, byName.keySet());
  }
}
