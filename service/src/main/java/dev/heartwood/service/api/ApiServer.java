package dev.heartwood.service.api;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.heartwood.service.LogService;
import dev.heartwood.service.security.TlsIdentity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A log service over HTTP.
 *
 * <p><b>Threads:</b> any. <b>Ownership:</b> the service is its opener's, and must be open until
 * this is closed.
 */
public final class ApiServer implements AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoopGroup acceptor =
      EventLoopGroups.newEventLoopGroup(
          1, ThreadFactories.newEventLoopThreadFactory("heartwood-http-accept", true));
  private final Duration stopTimeout;
  private final Server server;
  private final Router router;
  private final Streams streams;
  private final ScheduledExecutorService clock;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final List<Endpoint> endpoints;
  private volatile InetSocketAddress address;

  private ApiServer(LogService service, ApiOptions options, AdminOptions admin) {
    ApiLimits limits = options.limits();
    stopTimeout = options.stopTimeout();
    address = options.address();
    Networks proxies = Networks.of(options.trustedProxies());
    Connections connections = new Connections(limits.maxConnectionsPerClient(), proxies);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HttpMetrics metrics = new HttpMetrics(registry, options.status());
    Budget budget = new Budget(limits.bodyBudgetBytes());
    Sampler sampler = new Sampler(service);
    streams = new Streams(limits, metrics);
    StreamRoutes following = new StreamRoutes(service, streams, limits.pingInterval());
    QueryRoutes asking =
        new QueryRoutes(service, new Cursors(options.cursorSecret().bytes()), following);
    SystemRoutes about =
        new SystemRoutes(service, metrics, registry, sampler, () -> stopping.get());
    List<Endpoint> all = new ArrayList<>();
    all.addAll(new IngestRoutes(service, options).endpoints());
    all.addAll(following.endpoints()); // before those with {id} in the same place
    all.addAll(new StatsRoutes(service).endpoints());
    all.addAll(asking.endpoints());
    all.addAll(about.endpoints());
    all.addAll(new AdminRoutes(service, streams, admin).endpoints());
    endpoints = List.copyOf(all);
    router = new Router(endpoints, options, proxies, budget, metrics);
    gauges(registry, budget);
    registry.more().counter("heartwood.http.connections.refused", List.of(), connections.refused());
    new ServiceMeters(sampler).bindTo(registry);
    Endpoint tail =
        all.stream()
            .filter(endpoint -> endpoint.pattern().equals(StreamRoutes.TAIL))
            .findFirst()
            .orElseThrow();
    TailSocket socket = new TailSocket(router, tail, following, streams);
    server = server(options, metrics, socket, connections);
    clock = Executors.newSingleThreadScheduledExecutor(ApiServer::clockThread);
    clock.scheduleWithFixedDelay(
        () -> sample(sampler), 0, Sampler.INTERVAL_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the address cannot be had
   */
  public static ApiServer start(LogService service, ApiOptions options) throws IOException {
    return start(service, options, AdminOptions.NONE);
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the address cannot be had
   */
  public static ApiServer start(LogService service, ApiOptions options, AdminOptions admin)
      throws IOException {
    ApiServer server = new ApiServer(service, options, admin);
    try {
      server.server.start().join();
      server.address = Objects.requireNonNull(server.server.activePort()).localAddress();
      return server;
    } catch (CompletionException e) {
      server.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on " + options.address() + ": " + cause.getMessage(), cause);
    }
  }

  private static Thread clockThread(Runnable task) {
    Thread thread = new Thread(task, "heartwood-http-clock");
    thread.setDaemon(true);
    return thread;
  }

  private static void sample(Sampler sampler) {
    try {
      sampler.now();
    } catch (IOException | RuntimeException e) {
      // The next one may succeed; whoever asks for metrics meanwhile is told.
    }
  }

  private void gauges(PrometheusMeterRegistry registry, Budget budget) {
    router
        .pools()
        .forEach(
            (kind, pool) -> {
              String name = kind.name().toLowerCase(Locale.ROOT);
              Gauge.builder("heartwood.http.threads.active", pool, Pool::active)
                  .tag("kind", name)
                  .register(registry);
              Gauge.builder("heartwood.http.queue", pool, Pool::queued)
                  .tag("kind", name)
                  .register(registry);
            });
    Gauge.builder("heartwood.http.streams", streams.pool(), Pool::active).register(registry);
    Gauge.builder("heartwood.http.body.bytes", budget, Budget::taken).register(registry);
  }

  private Server server(
      ApiOptions options, HttpMetrics metrics, TailSocket tail, Connections connections) {
    ApiLimits limits = options.limits();
    ServerBuilder builder =
        Server.builder()
            .maxNumConnections(limits.maxConnections())
            .idleTimeout(limits.idleTimeout())
            .requestTimeout(limits.requestTimeout())
            .maxRequestLength(0) // each body is counted where it is collected
            .http1MaxInitialLineLength(limits.maxRequestLineBytes())
            .http1MaxHeaderSize(limits.maxHeaderBytes())
            .http2MaxHeaderListSize(limits.maxHeaderBytes())
            .http2MaxStreamsPerConnection(256)
            .http2MaxResetFramesPerWindow(200, 10)
            .bossGroupFactory(name -> acceptor)
            .disableServerHeader()
            .verboseResponses(false)
            .errorHandler(new Errors(metrics))
            // Its own way to wait for what is under way takes a second for each idle connection
            // that there is; the router does it better.
            .gracefulShutdown(GracefulShutdown.disabled())
            .childChannelPipelineCustomizer(
                pipeline ->
                    pipeline.addFirst(new ConnectionGuard(limits.headerTimeout(), connections)));
    TlsIdentity tls = options.tls();
    if (tls == null) {
      builder.http(options.address());
    } else {
      builder
          .https(options.address())
          .tls(TlsKeyPair.of(tls.key(), tls.chain()))
          .tlsCustomizer(context -> customize(context, tls));
    }
    return builder
        .service(Route.builder().path(StreamRoutes.TAIL).build(), tail.service())
        .service(Route.ofCatchAll(), router)
        .build();
  }

  private static void customize(SslContextBuilder context, TlsIdentity tls) {
    context.protocols("TLSv1.3", "TLSv1.2");
    if (!tls.clientAuthorities().isEmpty()) {
      context.trustManager(tls.clientAuthorities()).clientAuth(ClientAuth.REQUIRE);
    }
  }

  /** Where it listens, or did. */
  public InetSocketAddress address() {
    return address;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  int openStreams() {
    return streams.pool().active();
  }

  int queued() {
    return router.pools().values().stream().mapToInt(Pool::queued).sum();
  }

  /** Says that it is not ready any more, ends streams, answers what is under way. Idempotent. */
  @Override
  public void close() {
    if (stopping.getAndSet(true)) {
      return;
    }
    router.stop();
    streams.close();
    clock.shutdownNow();
    long end = System.nanoTime() + stopTimeout.toNanos();
    while (router.underWay() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    CompletableFuture<?> stopped = server.stop();
    // When all connections are closed the server lets its acceptor go, which then waits for two
    // seconds of silence. To end that thread before would leave the server without an answer.
    while (!stopped.isDone() && !acceptor.isShuttingDown()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS); // if it never listened
    router.close();
  }
}
