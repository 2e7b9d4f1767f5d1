package dev.heartwood.benchmarks.service;

import dev.heartwood.service.entry.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A server that is filled and asked through HTTP. */
final class HttpEngine implements Engine {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Dialect dialect;
  private final Path data;
  private final int port;
  private final ServerProcess process;
  private final Duration startTime;

  private HttpEngine(
      Dialect dialect, Path data, int port, ServerProcess process, Duration startTime) {
    this.dialect = dialect;
    this.data = data;
    this.port = port;
    this.process = process;
    this.startTime = startTime;
  }

  /**
   * @param directory that is there and empty
   */
  static HttpEngine start(Dialect dialect, Path directory) throws IOException {
    int port = ServerProcess.freePort();
    Path data = Files.createDirectory(directory.resolve("data"));
    List<String> command = dialect.command(data, port);
    long start = System.nanoTime();
    ServerProcess process = ServerProcess.start(command, directory.resolve("output"));
    try {
      while (!isReady(dialect, port)) {
        process.expectAlive();
        if (System.nanoTime() - start > START_LIMIT.toNanos()) {
          throw new IllegalStateException(dialect.label() + " was not ready in " + START_LIMIT);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      Duration startTime = Duration.ofNanos(System.nanoTime() - start);
      try (HttpConnection connection = new HttpConnection(port)) {
        dialect.prepare(connection);
      }
      return new HttpEngine(dialect, data, port, process, startTime);
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static boolean isReady(Dialect dialect, int port) throws IOException {
    try (HttpConnection connection = new HttpConnection(port)) {
      return connection.get(dialect.readyTarget()).status() == 200;
    } catch (ConnectException e) {
      return false;
    }
  }

  @Override
  public Duration startTime() {
    return startTime;
  }

  @Override
  public Bodies.Format batched() {
    return dialect.batched();
  }

  @Override
  public Sender sender() throws IOException {
    HttpConnection connection = new HttpConnection(port);
    return new Sender() {
      @Override
      public @Nullable String send(Bodies bodies, Bodies.Part part, long number)
          throws IOException {
        HttpAnswer answer = connection.send(dialect.batchHead(number, part), bodies, part);
        return dialect.isAccepted(answer, part) ? dialect.id(answer, part) : null;
      }

      @Override
      public void close() throws IOException {
        connection.close();
      }
    };
  }

  @Override
  public Asker asker() throws IOException {
    HttpConnection connection = new HttpConnection(port);
    return new Asker() {
      @Override
      public long ask(Ask ask) throws IOException {
        return dialect.found(ask, connection.send(dialect.request(ask)));
      }

      @Override
      public void close() throws IOException {
        connection.close();
      }
    };
  }

  @Override
  public Singles.Result singles(List<LogEntry> entries, Singles plan) throws IOException {
    List<byte[]> requests = new ArrayList<>();
    for (LogEntry entry : entries) {
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      EntryJson.write(entry, json);
      byte[] head = dialect.singleHead(json.size());
      requests.add(
          ByteBuffer.allocate(head.length + json.size()).put(head).put(json.toByteArray()).array());
    }
    return new SingleClient(requests, plan).run(port);
  }

  @Override
  public long count() throws IOException {
    try (HttpConnection connection = new HttpConnection(port)) {
      return dialect.count(connection);
    }
  }

  @Override
  public Backlog backlog() throws IOException {
    try (HttpConnection connection = new HttpConnection(port)) {
      return dialect.backlog(connection);
    }
  }

  @Override
  public void settle() throws IOException {
    try (HttpConnection connection = new HttpConnection(port)) {
      dialect.settle(connection);
    }
    LockSupport.parkNanos(dialect.settlesWithin().toNanos());
  }

  @Override
  public double processorSeconds() throws IOException {
    return process.processorSeconds();
  }

  @Override
  public double peakMemory() throws IOException {
    return process.peakMemory();
  }

  @Override
  public Path data() {
    return data;
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
