package dev.heartwood.config;

import dev.heartwood.LogHandler;
import dev.heartwood.StatusReporter;
import dev.heartwood.appenders.ConsoleConfig;
import dev.heartwood.appenders.ConsoleHandler;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.FileHandler;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Durability;
import dev.heartwood.async.FanOutHandler;
import dev.heartwood.async.OnFull;
import dev.heartwood.async.ShardedHandler;
import dev.heartwood.filter.FilteringHandler;
import dev.heartwood.filter.RedactingHandler;
import dev.heartwood.format.JsonEncoder;
import dev.heartwood.http.HttpConfig;
import dev.heartwood.http.HttpHandler;
import dev.heartwood.http.ServiceConfig;
import dev.heartwood.http.ServiceHandler;
import dev.heartwood.redaction.PatternRedactor;
import dev.heartwood.redaction.RedactionConfig;
import dev.heartwood.ring.WaitStrategy;
import dev.heartwood.routing.FailoverConfig;
import dev.heartwood.routing.FailoverHandler;
import dev.heartwood.routing.HandlerSource;
import dev.heartwood.routing.TeeHandler;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.KeyExtractor;
import dev.heartwood.store.PersistenceConfig;
import dev.heartwood.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/** Reads the definition of one handler, by its type. */
final class HandlerReader {
  private final StatusReporter status;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  /** How the options of one type are read. */
  @FunctionalInterface
  private interface Kind {
    Maker read(String name, Section body, List<String> children);
  }

  HandlerReader(StatusReporter status) {
    this.status = status;
    kinds.put("console", this::console);
    kinds.put("file", this::file);
    kinds.put("http", this::http);
    kinds.put("service", this::service);
    kinds.put("store", this::store);
    kinds.put("async", this::async);
    kinds.put("sharded", this::sharded);
    kinds.put("tee", this::tee);
    kinds.put("failover", this::failover);
    kinds.put("filter", this::filter);
    kinds.put("redact", this::redact);
  }

  Definition read(String name, Section body) {
    Value type = body.required("type");
    Kind kind = kinds.get(type.text());
    if (kind == null) {
      throw type.wrong("one of " + String.join(", ", kinds.keySet()));
    }
    List<String> children = children(body);
    Maker maker = kind.read(name, body, children);
    body.done();
    return new Definition(name, body.place(), children, body.content(), maker);
  }

  private static List<String> children(Section body) {
    List<String> children = new ArrayList<>();
    for (Value each : body.values("to")) {
      if (children.contains(each.nonBlank())) {
        throw each.wrong("handlers that differ");
      }
      children.add(each.text());
    }
    return children;
  }

  private Maker console(String name, Section body, List<String> children) {
    requireChildren(body, children, 0, 0);
    ConsoleConfig d = ConsoleConfig.DEFAULT;
    ConsoleConfig config =
        body.checked(
            () ->
                new ConsoleConfig(
                    body.get("target", v -> v.choice(ConsoleConfig.Target.class), d.target()),
                    body.get("binding", v -> v.choice(ConsoleConfig.Binding.class), d.binding()),
                    body.get("bufferSize", Value::intBytes, d.bufferBytes()),
                    body.get("immediateFlush", Value::bool, d.immediateFlush()),
                    body.get("writeTimeout", Value::time, d.writeTimeout())));
    EncoderPlan encoder = EncoderPlan.read(body);
    return none -> new ConsoleHandler(config, encoder.make());
  }

  private Maker file(String name, Section body, List<String> children) {
    requireChildren(body, children, 0, 0);
    Section rolling = body.section("rolling");
    FileConfig config =
        body.checked(
            () -> {
              FileConfig d =
                  rolling == null
                      ? FileConfig.of(Path.of(body.required("file").nonBlank()))
                      : FileConfig.rolling(
                          body.optional("file", v -> Path.of(v.nonBlank())),
                          RollingReader.read(rolling));
              return new FileConfig(
                  d.file(),
                  d.rolling(),
                  body.get("append", Value::bool, d.append()),
                  body.get("bufferSize", Value::intBytes, d.bufferBytes()),
                  body.get("immediateFlush", Value::bool, d.immediateFlush()),
                  body.get("fsync", Value::bool, d.fsync()),
                  body.get("externalCheck", Value::time, d.externalCheck()),
                  body.get("retryDelay", Value::time, d.retryDelay()),
                  body.get("writeTimeout", Value::time, d.writeTimeout()),
                  body.get("closeTimeout", Value::time, d.closeTimeout()),
                  d.clock(),
                  status);
            });
    EncoderPlan encoder = EncoderPlan.read(body);
    return none -> opened(new FileHandler(config, encoder.make()));
  }

  /** Tries at once, so that a wrong path shows at start; the handler reports and tries again. */
  private static LogHandler opened(FileHandler handler) {
    try {
      handler.open();
    } catch (IOException e) {
      // Reported by the handler, which opens the file as soon as it can.
    }
    return handler;
  }

  private Maker http(String name, Section body, List<String> children) {
    requireChildren(body, children, 0, 0);
    HttpConfig config = HttpReader.read(body, status);
    EncoderPlan encoder = EncoderPlan.read(body, JsonEncoder::new);
    SpoolConfig spool = HttpReader.readSpool(name, body, status);
    return none -> {
      HttpHandler http = new HttpHandler(config, encoder.make());
      return spool == null ? http : spooled(spool, http);
    };
  }

  private Maker service(String name, Section body, List<String> children) {
    requireChildren(body, children, 0, 0);
    ServiceConfig config = HttpReader.readService(body, status);
    SpoolConfig spool = HttpReader.readSpool(name, body, status);
    return none -> {
      ServiceHandler service = new ServiceHandler(config);
      return spool == null ? service : spooled(spool, service);
    };
  }

  private static LogHandler spooled(SpoolConfig spool, LogHandler http) {
    try {
      return SpoolingHandler.open(spool, http);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "spoolTo [" + spool.directory() + "] cannot be opened: " + e.getMessage(), e);
    }
  }

  private Maker store(String name, Section body, List<String> children) {
    requireChildren(body, children, 0, 0);
    StoreConfig config = StoreReader.read(name, body);
    PersistenceConfig persistence = StoreReader.readPersistence(body, status);
    return none ->
        persistence == null ? new CompactingStore(config) : StoreReader.opened(config, persistence);
  }

  private Maker async(String name, Section body, List<String> children) {
    requireChildren(body, children, 1, FanOutHandler.MAX_VIEWS);
    AsyncConfig config = asyncConfig(name, body);
    return views -> {
      if (views.size() == 1) {
        return new AsyncHandler(config, views.get(0));
      }
      List<AsyncHandler> rings = new ArrayList<>();
      for (int i = 0; i < views.size(); i++) {
        rings.add(new AsyncHandler(forView(config, children.get(i)), views.get(i)));
      }
      return new FanOutHandler(rings);
    };
  }

  private static AsyncConfig forView(AsyncConfig config, String child) {
    AsyncConfig named = config.withName(config.name() + "-" + child);
    Path file = config.ringFile();
    return file == null
        ? named
        : named.withRingFile(file.resolveSibling(file.getFileName() + "-" + child));
  }

  private Maker sharded(String name, Section body, List<String> children) {
    requireChildren(body, children, 1, 1);
    AsyncConfig config = asyncConfig(name, body);
    int shards = body.required("shards").integer();
    if (shards < 1 || shards > ShardedHandler.MAX_SHARDS) {
      throw body.required("shards").wrong("1 to " + ShardedHandler.MAX_SHARDS);
    }
    KeyExtractor key = body.required("key").parsed(KeyExtractor::parse);
    return only -> ShardedHandler.sharing(config, shards, key::key, only.get(0));
  }

  private AsyncConfig asyncConfig(String name, Section body) {
    AsyncConfig d = AsyncConfig.DEFAULT;
    AsyncConfig config =
        body.checked(
            () ->
                d.withName(name)
                    .withCapacity(body.get("capacity", Value::integer, d.capacity()))
                    .withOnFull(body.get("onFull", v -> v.choice(OnFull.class), d.onFull()))
                    .withDropBelow(body.get("dropBelow", v -> v.choice(Level.class), d.dropBelow()))
                    .withAppendTimeout(
                        body.get("appendTimeout", Value::timeOrForever, d.appendTimeout()))
                    .withMaxFlushTime(body.get("maxFlushTime", Value::time, d.maxFlushTime()))
                    .withWaitStrategy(
                        body.get(
                            "waitStrategy", v -> v.parsed(WaitStrategy::parse), d.waitStrategy()))
                    .withDaemon(body.get("daemon", Value::bool, d.daemon()))
                    .withShutdownHook(body.get("shutdownHook", Value::bool, d.shutdownHook()))
                    .withLossNotices(body.get("lossNotices", Value::bool, d.lossNotices()))
                    .withStatus(status));
    if (body.has("dropBelow") && config.onFull() != OnFull.DROP_BELOW) {
      throw body.at("dropBelow").fault("dropBelow needs onFull DROP_BELOW, was " + config.onFull());
    }
    return inFile(config, body);
  }

  private static AsyncConfig inFile(AsyncConfig config, Section body) {
    Durability durability =
        body.get("durability", v -> v.choice(Durability.class), Durability.MEMORY);
    if (durability == Durability.MEMORY) {
      for (String key : List.of("ringFile", "ringFileSize", "ownRingFile")) {
        if (body.has(key)) {
          throw body.at(key).fault(key + " needs durability PROCESS or DISK, was MEMORY");
        }
      }
      return config;
    }
    if (body.has("capacity")) {
      throw body.at("capacity")
          .fault("capacity needs durability MEMORY: ringFileSize says how large a file is");
    }
    return body.checked(
        () -> {
          Path path = Path.of(body.required("ringFile").nonBlank());
          AsyncConfig placed =
              durability == Durability.DISK
                  ? config.withRingDirectory(path)
                  : config.withRingFile(path);
          return placed
              .withRingFileBytes(body.get("ringFileSize", Value::intBytes, config.ringFileBytes()))
              .withOwnRingFile(body.get("ownRingFile", Value::bool, false));
        });
  }

  private Maker tee(String name, Section body, List<String> children) {
    requireChildren(body, children, 1, Integer.MAX_VALUE);
    return TeeHandler::new;
  }

  private Maker failover(String name, Section body, List<String> children) {
    requireChildren(body, children, 2, Integer.MAX_VALUE);
    FailoverConfig d = FailoverConfig.DEFAULT;
    FailoverConfig config =
        body.checked(
            () ->
                d.withRetryInterval(body.get("retryInterval", Value::time, d.retryInterval()))
                    .withMaxPending(body.get("maxPending", Value::integer, d.maxPending()))
                    .withStatus(status));
    return targets -> new FailoverHandler(config, targets.stream().map(HandlerSource::of).toList());
  }

  private Maker filter(String name, Section body, List<String> children) {
    requireChildren(body, children, 1, 1);
    FilterPlan filter = FilterPlan.read(body, List.of("type", "to"));
    return only -> new FilteringHandler(filter.make(), only.get(0));
  }

  private Maker redact(String name, Section body, List<String> children) {
    requireChildren(body, children, 1, 1);
    RedactionConfig config = RedactionReader.read(body);
    return only -> new RedactingHandler(new PatternRedactor(config), only.get(0));
  }

  private static void requireChildren(Section body, List<String> children, int least, int most) {
    if (children.size() < least || children.size() > most) {
      String rule =
          most == 0
              ? "must not be set for this type"
              : least == most
                  ? "must name " + least + " handler"
                  : "must name at least " + least + " handlers";
      throw body.at("to").fault("to " + rule + ", was " + children);
    }
  }
}
