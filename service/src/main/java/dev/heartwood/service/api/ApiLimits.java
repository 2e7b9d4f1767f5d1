package dev.heartwood.service.api;

import java.time.Duration;

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
 * @param maxStreams tails, replays and exports at a time; default 64
 * @param ingestThreads that wait for the journal; default 128
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
}
