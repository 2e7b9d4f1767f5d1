package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Inserts rows one by one, each its own transaction, over connections with a thread each. */
final class PostgresSingles {
  private final PostgresEngine engine;
  private final List<@Nullable String[]> rows;
  private final Singles plan;
  private final AtomicLong next = new AtomicLong();
  private final Histogram latencies =
      new ConcurrentHistogram(Singles.histogram().getHighestTrackableValue(), 3);

  /**
   * @param rows inserted in turn, each time under another id
   */
  PostgresSingles(PostgresEngine engine, List<@Nullable String[]> rows, Singles plan) {
    this.engine = engine;
    this.rows = rows;
    this.plan = plan;
  }

  Singles.Result run() throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(plan.connections());
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < plan.connections(); i++) {
        connections.add(engine.connect(""));
      }
      long start = System.nanoTime() + plan.warmupNanos();
      List<Future<@Nullable Void>> running = new ArrayList<>();
      for (Connection connection : connections) {
        running.add(threads.submit(() -> insert(connection, start)));
      }
      for (Future<@Nullable Void> each : running) {
        each.get();
      }
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (ExecutionException | SQLException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      threads.shutdownNow();
    }
    double perSecond = latencies.getTotalCount() / (plan.measuredNanos() / 1e9);
    return new Singles.Result(next.get(), perSecond, latencies);
  }

  private @Nullable Void insert(Connection connection, long start) throws SQLException {
    long end = start + plan.measuredNanos();
    try (PreparedStatement insert = PostgresEngine.insert(connection)) {
      for (long sent = System.nanoTime(); sent < end; ) {
        long number = next.getAndIncrement();
        @Nullable String[] row = rows.get((int) (number % rows.size()));
        insert.setString(1, row[0] + "-" + number);
        for (int column = 1; column < row.length; column++) {
          insert.setString(column + 1, row[column]);
        }
        insert.executeUpdate();
        long now = System.nanoTime();
        if (now >= start && now < end) {
          latencies.recordValue(now - sent);
        }
        sent = now;
      }
    }
    return null;
  }
}
