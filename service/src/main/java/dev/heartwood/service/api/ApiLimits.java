package dev.heartwood.service.api;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What one client may ask of the service, and all of them together; on by default.
 *
 * @param maxBodyBytes of a request, also when it is decompressed; default 20 MiB
 * @param maxRatio to which a body of more than 1 MiB may grow when it is decompressed; default 200
 * @param maxHeaderBytes of all headers together; default 16 KiB
 * @param maxRequestLineBytes default 16 KiB
 * @param headerTimeout until the headers of a request must have arrived; default 10 s
 * @param bodyTimeout until its body must have arrived; default 30 s
 * @param requestTimeout until an answer must be there, streams excepted; default 60 s
 * @param idleTimeout after which a connection without a request is closed; default 60 s
 * @param readTimeout that a client of a stream may leave what was sent unread; default 30 s
 * @param pingInterval after which a silent stream shows that it lives; default 15 s
 * @param maxConnections default 4,096
 * @param maxConnectionsPerClient of one address, or one IPv6 network of 64 bits, unless it is that
 *     of a trusted proxy; default 1,024
 * @param maxStreams tails, replays and exports at a time; default 64
 * @param ingestThreads that read requests and write them to the journal; default 128
 * @param queryThreads that wait for answers; default four for each processor, at least 8
 * @param queue requests that may wait for one of them, for each kind; default 1,024
 * @param bodyBudgetBytes that the bodies of all requests may take together; default an eighth of
 *     the heap, at least three bodies
 */
public record ApiLimits(
    int maxBodyBytes,
    int maxRatio,
    int maxHeaderBytes,
    int maxRequestLineBytes,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration readTimeout,
    Duration pingInterval,
    int maxConnections,
    int maxConnectionsPerClient,
    int maxStreams,
    int ingestThreads,
    int queryThreads,
    int queue,
    long bodyBudgetBytes) {
  private static final int MAX_BODY_BYTES = 20 << 20;

  public static final ApiLimits DEFAULT =
      new ApiLimits(
          MAX_BODY_BYTES,
          200,
          16 << 10,
          16 << 10,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          4_096,
          1_024,
          64,
          128,
          Math.max(8, 4 * Runtime.getRuntime().availableProcessors()),
          1_024,
          Math.max(3L * MAX_BODY_BYTES, Runtime.getRuntime().maxMemory() / 8));

  public ApiLimits {
    require("maxBodyBytes", maxBodyBytes, 1, 1 << 30);
    require("maxRatio", maxRatio, 1, Integer.MAX_VALUE);
    require("maxHeaderBytes", maxHeaderBytes, 1024, 1 << 20);
    require("maxRequestLineBytes", maxRequestLineBytes, 1024, 1 << 20);
    require("headerTimeout", headerTimeout);
    require("bodyTimeout", bodyTimeout);
    require("requestTimeout", requestTimeout);
    require("idleTimeout", idleTimeout);
    require("readTimeout", readTimeout);
    require("pingInterval", pingInterval);
    require("maxConnections", maxConnections, 1, 1_000_000);
    require("maxConnectionsPerClient", maxConnectionsPerClient, 1, 1_000_000);
    require("maxStreams", maxStreams, 1, 10_000);
    require("ingestThreads", ingestThreads, 1, 10_000);
    require("queryThreads", queryThreads, 1, 10_000);
    require("queue", queue, 1, 1_000_000);
    require("bodyBudgetBytes", bodyBudgetBytes, maxBodyBytes, Long.MAX_VALUE);
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", was " + value);
    }
  }

  private static void require(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, was " + value);
    }
  }

  public ApiLimits withMaxBodyBytes(int value) {
    return with(draft -> draft.maxBodyBytes = value);
  }

  public ApiLimits withMaxRatio(int value) {
    return with(draft -> draft.maxRatio = value);
  }

  public ApiLimits withMaxHeaderBytes(int value) {
    return with(draft -> draft.maxHeaderBytes = value);
  }

  public ApiLimits withMaxRequestLineBytes(int value) {
    return with(draft -> draft.maxRequestLineBytes = value);
  }

  public ApiLimits withHeaderTimeout(Duration value) {
    return with(draft -> draft.headerTimeout = value);
  }

  public ApiLimits withBodyTimeout(Duration value) {
    return with(draft -> draft.bodyTimeout = value);
  }

  public ApiLimits withRequestTimeout(Duration value) {
    return with(draft -> draft.requestTimeout = value);
  }

  public ApiLimits withIdleTimeout(Duration value) {
    return with(draft -> draft.idleTimeout = value);
  }

  public ApiLimits withReadTimeout(Duration value) {
    return with(draft -> draft.readTimeout = value);
  }

  public ApiLimits withPingInterval(Duration value) {
    return with(draft -> draft.pingInterval = value);
  }

  public ApiLimits withMaxConnections(int value) {
    return with(draft -> draft.maxConnections = value);
  }

  public ApiLimits withMaxConnectionsPerClient(int value) {
    return with(draft -> draft.maxConnectionsPerClient = value);
  }

  public ApiLimits withMaxStreams(int value) {
    return with(draft -> draft.maxStreams = value);
  }

  public ApiLimits withIngestThreads(int value) {
    return with(draft -> draft.ingestThreads = value);
  }

  public ApiLimits withQueryThreads(int value) {
    return with(draft -> draft.queryThreads = value);
  }

  public ApiLimits withQueue(int value) {
    return with(draft -> draft.queue = value);
  }

  public ApiLimits withBodyBudgetBytes(long value) {
    return with(draft -> draft.bodyBudgetBytes = value);
  }

  private ApiLimits with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** The options while one of them is changed. */
  private static final class Draft {
    private int maxBodyBytes;
    private int maxRatio;
    private int maxHeaderBytes;
    private int maxRequestLineBytes;
    private Duration headerTimeout;
    private Duration bodyTimeout;
    private Duration requestTimeout;
    private Duration idleTimeout;
    private Duration readTimeout;
    private Duration pingInterval;
    private int maxConnections;
    private int maxConnectionsPerClient;
    private int maxStreams;
    private int ingestThreads;
    private int queryThreads;
    private int queue;
    private long bodyBudgetBytes;

    Draft(ApiLimits from) {
      maxBodyBytes = from.maxBodyBytes;
      maxRatio = from.maxRatio;
      maxHeaderBytes = from.maxHeaderBytes;
      maxRequestLineBytes = from.maxRequestLineBytes;
      headerTimeout = from.headerTimeout;
      bodyTimeout = from.bodyTimeout;
      requestTimeout = from.requestTimeout;
      idleTimeout = from.idleTimeout;
      readTimeout = from.readTimeout;
      pingInterval = from.pingInterval;
      maxConnections = from.maxConnections;
      maxConnectionsPerClient = from.maxConnectionsPerClient;
      maxStreams = from.maxStreams;
      ingestThreads = from.ingestThreads;
      queryThreads = from.queryThreads;
      queue = from.queue;
      bodyBudgetBytes = from.bodyBudgetBytes;
    }

    ApiLimits done() {
      return new ApiLimits(
          maxBodyBytes,
          maxRatio,
          maxHeaderBytes,
          maxRequestLineBytes,
          headerTimeout,
          bodyTimeout,
          requestTimeout,
          idleTimeout,
          readTimeout,
          pingInterval,
          maxConnections,
          maxConnectionsPerClient,
          maxStreams,
          ingestThreads,
          queryThreads,
          queue,
          bodyBudgetBytes);
    }
  }
}
