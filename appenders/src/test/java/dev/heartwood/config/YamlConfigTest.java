package dev.heartwood.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.LoggerConfig;
import dev.heartwood.Loggers;
import dev.heartwood.LoggersConfig;
import dev.heartwood.Losses;
import dev.heartwood.Threshold;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Durability;
import dev.heartwood.async.FanOutHandler;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

class YamlConfigTest {
  @TempDir Path dir;

  private final Map<String, String> properties = new HashMap<>();
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final List<YamlConfig> opened = new ArrayList<>();
  private Path file;

  @BeforeEach
  void setUp() {
    file = dir.resolve("app.yaml");
    properties.put("DIR", dir.toString());
  }

  @AfterEach
  void closeAll() {
    opened.forEach(YamlConfig::close);
  }

  @Test
  void a_line_of_levels_is_a_configuration() throws Exception {
    write(
        """
        loggers:
          ROOT: WARN
          com.shop: debug
          com.shop.noise: OFF
        """);

    Loggers loggers = open().loggers();

    assertThat(loggers.effectiveLevel("x")).isEqualTo(Threshold.WARN);
    assertThat(loggers.effectiveLevel("com.shop.Orders")).isEqualTo(Threshold.DEBUG);
    assertThat(loggers.getLogger("com.shop.noise.X").isErrorEnabled()).isFalse();
  }

  @Test
  void events_go_through_a_ring_into_a_file_and_a_store() throws Exception {
    write(
        """
        loggers:
          ROOT: {level: INFO, handlers: [ASYNC]}
        handlers:
          ASYNC: {type: async, to: [FILE, STORE], capacity: 256, appendTimeout: 2 s, waitStrategy: blocking}
          FILE:
            type: file
            file: ${DIR}/logs/app.log
            encoder: {pattern: "%-5level %logger{0} %msg%n"}
          STORE: {type: store, key: "kvp:orderId", maxRecords: 100, maxBytes: 1MB}
        """);
    YamlConfig config = open();
    Logger logger = config.loggers().getLogger("com.shop.Orders");

    logger.atInfo().addKeyValue("orderId", 7).log("order {}", 7);
    logger.debug("no");
    assertThat(config.loggers().awaitDelivered(Duration.ofSeconds(20))).isTrue();

    assertThat(Files.readString(dir.resolve("logs/app.log")))
        .isEqualTo("INFO  Orders order 7" + System.lineSeparator());
    CompactingStore store = config.handler("STORE", CompactingStore.class);
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.latest("7")).isPresent();
    }
    FanOutHandler rings = config.handler("ASYNC", FanOutHandler.class);
    assertThat(rings.deliveries().keySet()).containsExactly("ASYNC-FILE", "ASYNC-STORE");
    assertThat(rings.views().get(0).capacity()).isEqualTo(256);
    assertThat(config.loggers().losses()).isEqualTo(new Losses(0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESS", "DISK"})
  void a_ring_may_lie_in_a_file_also_when_what_is_behind_it_is_exchanged(Durability durability)
      throws Exception {
    String text =
        """
        loggers:
          ROOT: {level: INFO, handlers: [ASYNC]}
        handlers:
          ASYNC: {type: async, to: [FILE], durability: PROCESS, ringFile: "${DIR}/app.ring", ringFileSize: 1MB}
          FILE: {type: file, file: "${DIR}/app.log", encoder: {pattern: "%msg%n"}}
        """
            .replace("PROCESS", durability.name());
    write(text);
    YamlConfig config = open();
    Logger logger = config.loggers().getLogger("orders");
    logger.info("one");
    assertThat(config.loggers().awaitDelivered(Duration.ofSeconds(20))).isTrue();
    write(text.replace("%msg%n", "%level %msg%n"));
    config.reload();
    logger.info("two");
    assertThat(config.loggers().awaitDelivered(Duration.ofSeconds(20))).isTrue();

    assertThat(Files.readAllLines(dir.resolve("app.log"))).containsExactly("one", "INFO two");
    assertThat(config.handler("ASYNC", AsyncHandler.class).capacity()).isEqualTo(1 << 20);
    assertThat(dir.resolve("app.ring")).exists();
    write(
        text.replace("FILE: {type: file", "FILE: {type: redact, to: OUT}\n  OUT: {type: file")
            .replace("/app.log", "/other.log"));
    assertThatThrownBy(config::reload)
        .hasMessageContaining("a redactor must stand in front of a ring in a file, was behind it");
  }

  @Test
  void every_type_of_handler_and_every_kind_of_filter_can_be_written_down() throws Exception {
    write(
        """
        loggers:
          ROOT: {level: ALL, handlers: [MASKED, SAFE, SHARDS], additive: true}
          com.shop: {handlers: WARNINGS, additive: false}
        handlers:
          MASKED:
            type: redact
            to: BOTH
            detectors: [card, jwt]
            patterns: {ticket: "T-[0-9]+"}
            secretKeys: pin
            mask: "#"
            maxChars: 2048
            maxFinds: 10
          BOTH: {type: tee, to: [ONE, TWO]}
          ONE: {type: file, file: "${DIR}/one.log", encoder: {json: ecs, maxEventBytes: 64 KB, zone: UTC, fields: {service.name: shop, shard: 3, hot: true, share: 0.5, quoted: "3"}}}
          TWO:
            type: file
            file: ${DIR}/two.log
            append: true
            bufferSize: 8 KB
            immediateFlush: true
            fsync: false
            externalCheck: 1 s
            rolling: {fileNamePattern: "${DIR}/two.%d.%i.log.gz", maxFileSize: 10MB, maxHistory: 7, totalSizeCap: 1 GB, cleanHistoryOnStart: true}
            encoder: {pattern: "%msg%n", escape: none, zone: Europe/Paris}
          SAFE: {type: failover, to: [DAILY, CONSOLE], retryInterval: 1 min, maxPending: 10}
          DAILY: {type: file, rolling: {fileNamePattern: "${DIR}/daily.%d.log", maxHistory: 3}}
          CONSOLE: {type: console, target: stderr, binding: keep_system, bufferSize: 1024, immediateFlush: false, writeTimeout: 1 s}
          SHARDS: {type: sharded, to: STORE, shards: 2, key: "kvp:orderId", capacity: 64, onFull: drop_below, dropBelow: error, appendTimeout: forever, maxFlushTime: 3 s, daemon: true, shutdownHook: false, lossNotices: false}
          STORE: {type: store, maxAge: 1 h, maxKeys: 10, tombstoneRetention: 1 d, allowedSkew: 0, maxSnapshots: 2, snapshotMaxAge: 1 min}
          WARNINGS:
            type: filter
            to: WINDOW
            level: DEBUG
            maxLevel: ERROR
            logger: [com.shop, com.stock]
            marker: [A, B]
            mdc: {tenant: acme}
            keyValue: {orderId: 7}
            service: shop
            keyword: {text: timeout, ignoreCase: true}
            time: {from: "2026-01-01T00:00:00Z", until: "2090-01-01T00:00:00Z"}
            rateLimit: {rate: 2.5, maxBurst: 10, level: WARN, key: "logger,mdc:tenant", maxKeys: 16, summaryInterval: 1 s}
            duplicates: {allowedRepetitions: 2, cacheSize: 10, window: 10 s, key: template}
            sample: {rate: 0.5, byHash: "mdc:trace", alwaysFrom: ERROR}
            denySecrets: true
            not: {keyword: [healthcheck, ping]}
            anyOf:
              - level: WARN
              - {logger: com.shop.audit, marker: AUDIT}
          WINDOW: {type: file, file: "${DIR}/w.log", rolling: {fileNamePattern: "${DIR}/w.%i.log", minIndex: 1, maxIndex: 3, maxFileSize: 1MB}}
        """);

    YamlConfig config = open();
    config
        .loggers()
        .getLogger("x")
        .atInfo()
        .addKeyValue("pin", 1234)
        .log("card 4111 1111 1111 1111 for T-77");
    config.loggers().awaitDelivered(Duration.ofSeconds(20));

    assertThat(Files.readString(dir.resolve("two.log")))
        .isEqualTo("card # for #" + System.lineSeparator());
    assertThat(Files.readString(dir.resolve("one.log")))
        .contains("\"service.name\":\"shop\"", "\"shard\":3", "\"hot\":true", "\"share\":0.5")
        .contains("\"quoted\":\"3\"", "\"pin\":\"#\"");
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.filter(p -> p.getFileName().toString().startsWith("daily.")))
          .singleElement()
          .satisfies(p -> assertThat(p).isNotEmptyFile());
    }
    assertThat(config.handler("STORE", CompactingStore.class).size()).isEqualTo(1);
    assertThat(reports).isEmpty();
  }

  record Fault(String yaml, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  static List<Fault> faults() {
    return List.of(
        fault("", "line 1: the file must not be empty"),
        fault("- a", "line 1: must be a mapping of keys to values"),
        fault("handlers: {}", "line 1: loggers is missing"),
        fault("loggers: {ROOT: INFO", "line 1: is not YAML: "),
        fault(
            "loggers:\n  ROOT: INFO\nlogers: {}",
            "line 3: key must be one of handlers, loggers, was logers"),
        fault(
            "loggers:\n  ROOT: INFO\n  ROOT: WARN",
            "line 3: loggers: key ROOT must occur once, occurs again"),
        fault(
            "loggers:\n  ROOT: LOUD",
            "line 2: loggers: ROOT must be one of [ALL, TRACE, DEBUG, INFO, WARN, ERROR, OFF], was LOUD"),
        fault("loggers:\n  ROOT:", "line 2: loggers: ROOT must have a value, was empty"),
        fault("loggers:\n  ROOT: [INFO]", "line 2: loggers: ROOT must be a single value"),
        fault(
            "loggers:\n  ROOT: {level: INFO, handler: [X]}",
            "line 2: loggers.ROOT: key must be one of additive, handlers, level, was handler"),
        fault(
            "loggers:\n  ROOT: {additive: maybe}",
            "line 2: loggers.ROOT: additive must be true or false, was maybe"),
        fault(
            "loggers:\n  ROOT: {handlers: [A]}\nhandlers:\n  B: {type: console}",
            "line 2: loggers.ROOT: handler must be one of B, was A"),
        fault(
            "loggers:\n  ROOT: {handlers: [B, B]}\nhandlers:\n  B: {type: console}",
            "line 2: loggers.ROOT: handlers must be handlers that differ, was B"),
        fault(
            "loggers:\n  ROOT: ${NOWHERE}",
            "line 2: loggers: ROOT: ${NOWHERE} must be set as a system property or in the environment, or have a default: ${NOWHERE:-default}"),
        fault(
            "loggers:\n  ROOT: ${DIR",
            "line 2: loggers: ROOT: a placeholder must end with }, was ${DIR"),
        handler("{}", "handlers.H: type is missing"),
        handler(
            "{type: kafka}",
            "handlers.H: type must be one of console, file, http, service, store, async, sharded, tee, failover, filter, redact, was kafka"),
        handler("{type: console, to: H}", "handlers.H: to must not be set for this type, was [H]"),
        handler(
            "{type: console, target: printer}",
            "handlers.H: target must be one of [STDOUT, STDERR], was printer"),
        handler(
            "{type: console, bufferSize: 0}",
            "handlers.H: bufferSize must be in 1..67108864 bytes, was 0"),
        handler(
            "{type: console, writeTimeout: 5}",
            "handlers.H: writeTimeout must be a time with its unit (us, ms, s, min, h or d), was 5"),
        handler("{type: console, encoder: {}}", "handlers.H.encoder: pattern or json is missing"),
        handler(
            "{type: console, encoder: {json: xml}}",
            "handlers.H.encoder: json must be one of [ECS, LOGSTASH, OTEL], was xml"),
        handler(
            "{type: console, encoder: {json: ecs, maxEventBytes: 10}}",
            "handlers.H.encoder: maxEventBytes must be at least 2048, was 10"),
        handler(
            "{type: console, encoder: {json: ecs, pattern: x}}",
            "handlers.H.encoder: key must be one of caller, fields, json, maxEventBytes, zone, was pattern"),
        handler("{type: console, encoder: {pattern: \"%wrong\"}}", "handlers.H.encoder: pattern: "),
        handler(
            "{type: console, encoder: {pattern: x, zone: Nowhere}}",
            "handlers.H.encoder: zone: Unknown time-zone ID: Nowhere"),
        handler("{type: file}", "handlers.H: file is missing"),
        handler(
            "{type: file, file: a.log, rolling: {}}",
            "handlers.H.rolling: fileNamePattern is missing"),
        handler(
            "{type: file, file: a.log, rolling: {fileNamePattern: b.log}}",
            "handlers.H.rolling: fileNamePattern must be a name with %d, with %i or with both, was b.log"),
        handler(
            "{type: file, file: a.log, rolling: {fileNamePattern: \"b.%d.log\", maxFileSize: 1MB}}",
            "handlers.H.rolling: key must be one of cleanHistoryOnStart, fileNamePattern, maxHistory, totalSizeCap, was maxFileSize"),
        handler(
            "{type: file, file: a.log, rolling: {fileNamePattern: \"b.%d.log\", maxHistory: -3}}",
            "handlers.H.rolling: maxHistory must be at least 0 (0 keeps all), was -3"),
        handler(
            "{type: file, file: a.log, bufferSize: 10 stones}",
            "handlers.H: bufferSize must be a size in bytes, KB, MB or GB, was 10 stones"),
        handler(
            "{type: store, key: colour}",
            "handlers.H: key: key must be kvp:NAME, mdc:NAME, logger, marker or template, was \"colour\""),
        handler("{type: store, maxRecords: 0}", "handlers.H: maxRecords must be at least 1, was 0"),
        handler(
            "{type: store, maxKeys: 12345678901}",
            "handlers.H: maxKeys must be a whole number up to 2147483647, was 12345678901"),
        handler(
            "{type: store, maxKeys: ten}", "handlers.H: maxKeys must be a whole number, was ten"),
        handler("{type: async}", "handlers.H: to must name at least 1 handlers, was []"),
        handler(
            "{type: async, to: H}",
            "handlers.H: a handler must not lead back to itself, was H -> H"),
        handler("{type: async, to: X}", "handlers.H: handler must be one of H, was X"),
        handler("{type: async, to: H, capacity: 0}", "handlers.H: capacity must be "),
        handler("{type: async, to: H, durability: PROCESS}", "handlers.H: ringFile is missing"),
        handler("{type: async, to: H, durability: DISK}", "handlers.H: ringFile is missing"),
        handler(
            "{type: async, to: H, durability: DISK, ringFile: a, appendTimeout: 0}",
            "handlers.H: appendTimeout must not be 0 with durability DISK"),
        handler(
            "{type: async, to: H, ringFile: a}",
            "handlers.H: ringFile needs durability PROCESS or DISK, was MEMORY"),
        handler(
            "{type: async, to: H, durability: PROCESS, ringFile: a, capacity: 8}",
            "handlers.H: capacity needs durability MEMORY: ringFileSize says how large a file is"),
        handler(
            "{type: async, to: H, durability: PROCESS, ringFile: a, ringFileSize: 3MB}",
            "handlers.H: ringFileSize must be a power of two from 1 MiB to 512 MiB, was 3145728 bytes"),
        handler(
            "{type: async, to: H, onFull: PANIC}",
            "handlers.H: onFull must be one of [BLOCK, DROP_NEWEST, DROP_BELOW], was PANIC"),
        handler(
            "{type: async, to: H, dropBelow: INFO}",
            "handlers.H: dropBelow needs onFull DROP_BELOW, was BLOCK"),
        handler(
            "{type: filter, to: H, mdc: {}}", "handlers.H: mdc must have at least 1 entry, had 0"),
        handler(
            "{type: filter, to: H, keyValue: {}}",
            "handlers.H: keyValue must have at least 1 entry, had 0"),
        handler(
            "{type: filter, to: H, time: {}}", "handlers.H: time must have from, until or both"),
        handler(
            "{type: console, encoder: {json: otel, zone: UTC}}",
            "handlers.H.encoder: zone must not be set for otel, which has none"),
        handler("{type: async, to: H, waitStrategy: asleep}", "handlers.H: waitStrategy: "),
        handler(
            "{type: sharded, to: H, key: logger, shards: 0}",
            "handlers.H: shards must be 1 to 256, was 0"),
        handler("{type: failover, to: H}", "handlers.H: to must name at least 2 handlers, was [H]"),
        handler("{type: filter, to: H}", "handlers.H: a condition is missing: level, "),
        handler("{type: filter, to: H, levl: WARN}", "handlers.H: key must be one of "),
        handler(
            "{type: filter, to: H, rateLimit: {rate: 0}}",
            "handlers.H.rateLimit: rate must be 0.001 to 1000000 per second, was 0.0"),
        handler(
            "{type: filter, to: H, sample: {rate: 2}}",
            "handlers.H.sample: rate must be 0 to 1, was 2.0"),
        handler(
            "{type: filter, to: H, anyOf: [{level: X}]}",
            "handlers.H.anyOf[1]: level must be one of [ERROR, WARN, INFO, DEBUG, TRACE], was X"),
        handler("{type: filter, to: H, not: {}}", "handlers.H.not: a condition is missing: "),
        handler(
            "{type: redact, to: H, detectors: [shoe]}",
            "handlers.H: detectors must be one of password, bearer, jwt, card, iban, email, was shoe"),
        handler("{type: redact, to: H, patterns: {p: \"(\"}}", "handlers.H.patterns: p: "),
        fault(
            "loggers: {ROOT: INFO}\nhandlers:\n  A: &a {type: filter, to: A, not: *a}",
            "line 3: handlers.A.not"));
  }

  private static Fault fault(String yaml, String message) {
    return new Fault(yaml, "app.yaml " + message);
  }

  private static Fault handler(String body, String message) {
    return fault("loggers: {ROOT: {handlers: H}}\nhandlers:\n  H: " + body, "line 3: " + message);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void names_line_key_value_and_rule_of_what_is_wrong(Fault fault) throws Exception {
    write(fault.yaml());

    assertThatThrownBy(this::open)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(fault.message());
  }

  @Test
  void knows_the_line_of_a_fault() throws Exception {
    write("loggers:\n  ROOT: INFO\n\n  a: LOUD");

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.line()).isEqualTo(4));
  }

  @Test
  void a_file_that_is_not_there_is_told_with_its_path() {
    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("app.yaml cannot be read");
  }

  @Test
  void two_handlers_on_one_file_are_refused_and_nothing_stays_open() throws Exception {
    write(
        """
        loggers: {ROOT: {handlers: [A, B]}}
        handlers:
          A: {type: file, file: "${DIR}/a.log"}
          B: {type: file, file: "${DIR}/a.log"}
        """);

    assertThatThrownBy(this::open)
        .hasMessageStartingWith(
            "app.yaml line 4: handlers.B: file must not be in use by another handler, was [");
    assertThatThrownBy(this::open).hasMessageContaining("handlers.B: file"); // A was let go
  }

  @Test
  void a_handler_that_nobody_uses_is_left_out_with_a_warning() throws Exception {
    write(
        """
        loggers: {ROOT: INFO}
        handlers:
          A: {type: file, file: "${DIR}/a.log"}
        """);

    YamlConfig config = open();

    assertThat(reports)
        .containsExactly(
            "WARN app.yaml line 3: handlers.A: is used by no logger and no handler, and is left"
                + " out");
    assertThat(dir.resolve("a.log")).doesNotExist();
    assertThatThrownBy(() -> config.handler("A", CompactingStore.class))
        .hasMessage("handler A must be a CompactingStore, was not there");
  }

  @Test
  void closing_drains_those_in_front_first_and_leaves_no_thread() throws Exception {
    write(
        """
        loggers:
          ROOT: {handlers: [DIRECT, ASYNC]}
          other: {handlers: [DIRECT]}
        handlers:
          ASYNC: {type: async, to: DIRECT}
          DIRECT: {type: file, file: "${DIR}/a.log", encoder: {pattern: "%msg%n"}}
        """);
    YamlConfig config = open();
    Logger logger = config.loggers().getLogger("a");
    for (int i = 0; i < 1000; i++) {
      logger.info("m");
    }

    AsyncHandler ring = config.handler("ASYNC", AsyncHandler.class);
    config.loggers().close();

    assertThat(Files.readAllLines(dir.resolve("a.log"))).hasSize(2000);
    assertThat(ring.isClosed()).isTrue();
    assertThat(ring.delivery().delivered()).isEqualTo(1000);
    assertThat(reports).isEmpty();
    assertThatThrownBy(config::reload).hasMessage("loggers are closed");
  }

  @Test
  void placeholders_fall_back_to_their_defaults() throws Exception {
    write(
        """
        loggers:
          ROOT: ${LEVEL:-${FALLBACK:-WARN}}
        """);
    assertThat(open().loggers().effectiveLevel("x")).isEqualTo(Threshold.WARN);

    properties.put("FALLBACK", "ERROR");
    assertThat(open().loggers().effectiveLevel("x")).isEqualTo(Threshold.ERROR);

    properties.put("LEVEL", "TRACE");
    assertThat(open().loggers().effectiveLevel("x")).isEqualTo(Threshold.TRACE);
  }

  @Test
  void loads_with_system_properties() throws Exception {
    System.setProperty("heartwood.test.level", "ERROR");
    try {
      write("loggers: {ROOT: \"${heartwood.test.level}\"}");
      try (Loggers loggers = YamlConfig.load(file)) {
        assertThat(loggers.effectiveLevel("x")).isEqualTo(Threshold.ERROR);
        assertThat(loggers.configuration())
            .containsEntry(
                Logger.ROOT_LOGGER_NAME, LoggerConfig.DEFAULT.withLevel(Threshold.ERROR));
      }
    } finally {
      System.clearProperty("heartwood.test.level");
    }
  }

  private YamlConfig open() {
    YamlConfig config =
        YamlConfig.open(
            file,
            LoggersConfig.DEFAULT.withStatus(
                (level, message, cause) -> reports.add(level + " " + message)),
            properties::get);
    opened.add(config);
    return config;
  }

  private void write(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }
}
