package dev.heartwood.service.cli;

import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceHealth;
import dev.heartwood.service.api.AdminOptions;
import dev.heartwood.service.api.ApiOptions;
import dev.heartwood.service.api.ApiServer;
import dev.heartwood.service.api.KeyAccess;
import dev.heartwood.service.config.Options;
import dev.heartwood.service.config.Plans;
import dev.heartwood.service.config.Settings;
import dev.heartwood.service.security.ApiKeys;
import dev.heartwood.service.security.AuditEvent;
import dev.heartwood.service.security.AuditLog;
import dev.heartwood.service.security.Exposure;
import dev.heartwood.service.security.KeyRing;
import dev.heartwood.service.security.SecretFile;
import dev.heartwood.service.security.TlsIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service of settings, from the lock on its directory to the port that it listens on. What was
 * opened last is closed first, also when a start fails half way.
 *
 * <p><b>Threads:</b> one ticks; any may close.
 */
final class RunningService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.heartwood.serve");
  static final String LOCK = "service.lock";
  private static final String CURSOR_SECRET = "cursor.secret";
  private static final Duration WARN_BEFORE_EXPIRY = Duration.ofDays(14);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Settings settings;
  private final long startNanos = System.nanoTime();
  private @Nullable LogService service;
  private @Nullable ApiServer server;
  private @Nullable RulesFile rules;
  private @Nullable AuditLog audit;
  private boolean ready;
  private long nextReport = startNanos + REPORT_NANOS;

  private RunningService(Settings settings) {
    this.settings = settings;
  }

  /**
   * Opens all and listens.
   *
   * @throws IllegalArgumentException if it must not start like this
   * @throws IOException if something of it cannot be had
   */
  static RunningService start(Settings settings) throws IOException {
    RunningService running = new RunningService(settings);
    boolean done = false;
    try {
      running.open();
      done = true;
      return running;
    } finally {
      if (!done) {
        running.close();
      }
    }
  }

  private void open() throws IOException {
    StatusReporter status = (level, text, cause) -> LOG.atLevel(level).setCause(cause).log(text);
    Plans plans = new Plans(settings, status);
    Path data = settings.get(Options.DATA);
    Disk.local().createDirectories(data);
    keep(Disk.local().lock(data.resolve(LOCK)));
    KeyRing keys = keep(KeyRing.open(ApiKeys.of(data), status));
    Exposure exposure = Exposure.of(settings.get(Options.HOST), keys.isEmpty());
    ApiOptions api = plans.api();
    AuditLog log = keep(AuditLog.ofService(data, status));
    audit = log;
    LogService logs = keep(LogService.open(plans.service(), plans.engine()));
    service = logs;
    Path rulesFile = settings.find(Options.RULES);
    rules = rulesFile == null ? null : new RulesFile(rulesFile);
    ApiServer http =
        keep(
            ApiServer.start(
                logs,
                api.withAccess(new KeyAccess(keys, log))
                    .withCursorSecret(
                        new ApiOptions.Secret(SecretFile.of(data.resolve(CURSOR_SECRET)))),
                new AdminOptions(log, settings.find(Options.BACKUPS))));
    server = http;
    String url = url(http.address(), api.tls() != null);
    log.done(AuditEvent.of("service.start").by("service").with("url", url));
    tell(data, url, exposure, api.tls());
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.push(part);
    return part;
  }

  private void tell(Path data, String url, Exposure exposure, @Nullable TlsIdentity tls) {
    LOG.info("data in {}, durability {}", data, settings.get(Options.DURABILITY).text());
    LOG.info(
        "listening on {}, {}",
        url,
        exposure == Exposure.OPEN
            ? "open to all programs of this machine: no API key was made yet"
            : "every call needs an API key");
    if (tls != null && tls.expires().isBefore(Instant.now().plus(WARN_BEFORE_EXPIRY))) {
      LOG.warn("the certificate expires at {}", tls.expires());
    }
  }

  private static String url(InetSocketAddress address, boolean tls) {
    String host = address.getAddress().getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "https://" : "http://") + literal + ":" + address.getPort();
  }

  /** Where it listens. */
  InetSocketAddress address() {
    ApiServer http = server;
    if (http == null) {
      throw new IllegalStateException("it does not listen");
    }
    return http.address();
  }

  boolean isReady() {
    return ready;
  }

  /** Now and then: says how a long recovery goes on, and takes rules that were changed. */
  void tick() {
    LogService logs = service;
    if (logs == null) {
      return;
    }
    ServiceHealth health = logs.health();
    if (!ready && health.ready()) {
      ready = true;
      LOG.info("ready after {} ms", Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
    } else if (!ready && System.nanoTime() - nextReport >= 0) {
      nextReport = System.nanoTime() + REPORT_NANOS;
      String percent = Math.round(health.recovered() * 100) + " %";
      LOG.info("not ready yet: {}; recovered {}", String.join(", ", health.reasons()), percent);
    }
    RulesFile file = rules;
    if (file != null) {
      file.changed().ifPresent(text -> use(logs, text));
    }
  }

  private void use(LogService logs, String text) {
    try {
      logs.useRules(text);
      LOG.info("uses the rules of {} as they are now", settings.get(Options.RULES));
      AuditLog log = audit;
      if (log != null) {
        log.done(AuditEvent.of("rules.reload").by("service"));
      }
    } catch (IllegalArgumentException | IOException e) {
      LOG.error("the rules stay as they were: {}", e.getMessage());
    }
  }

  /** Takes nothing more, ends what is under way, writes down what it has. */
  @Override
  public synchronized void close() {
    AuditLog log = audit;
    if (log != null && server != null) {
      try {
        log.done(AuditEvent.of("service.stop").by("service"));
      } catch (IOException e) {
        LOG.error("the audit log cannot be written: {}", e.toString());
      }
    }
    audit = null;
    for (AutoCloseable part = opened.poll(); part != null; part = opened.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("did not stop in order: {}", Failure.explain(e));
      }
    }
  }
}
