package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Many connections, one request under way on each, served by one thread, so that the client does
 * not spend its time on switching between threads.
 */
final class SingleClient {
  private static final int CREATED = 201;

  private static final class Connection {
    final SocketChannel channel;
    final HttpAnswer answer = new HttpAnswer();
    long sentAt;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private final List<byte[]> requests;
  private final Singles plan;
  private final Histogram latencies = Singles.histogram();
  private long next;

  /**
   * @param requests sent in turn, over and over
   */
  SingleClient(List<byte[]> requests, Singles plan) {
    this.requests = requests;
    this.plan = plan;
  }

  Singles.Result run(int port) throws IOException {
    List<Connection> connections = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < plan.connections(); i++) {
        Connection connection = new Connection(HttpConnection.open(port));
        connections.add(connection);
        connection.channel.configureBlocking(false);
        connection.channel.register(selector, SelectionKey.OP_READ, connection);
        send(connection);
      }
      return run(selector, connections.size());
    } finally {
      for (Connection connection : connections) {
        connection.channel.close();
      }
    }
  }

  private Singles.Result run(Selector selector, int connections) throws IOException {
    long start = System.nanoTime() + plan.warmupNanos();
    long end = start + plan.measuredNanos();
    for (int underWay = connections; underWay > 0; ) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        Connection connection = (Connection) key.attachment();
        if (connection.answer.read(connection.channel)) {
          connection.answer.expect(CREATED);
          long now = System.nanoTime();
          if (now >= start && now < end) {
            latencies.recordValue(now - connection.sentAt);
          }
          if (now < end) {
            send(connection);
          } else {
            underWay--;
          }
        }
      }
      selector.selectedKeys().clear();
    }
    double perSecond = latencies.getTotalCount() / (plan.measuredNanos() / 1e9);
    return new Singles.Result(next, perSecond, latencies);
  }

  /** Requests are small: the socket takes one as a whole. */
  private void send(Connection connection) throws IOException {
    byte[] request = requests.get((int) (next++ % requests.size()));
    connection.answer.clear();
    connection.sentAt = System.nanoTime();
    if (connection.channel.write(ByteBuffer.wrap(request)) < request.length) {
      throw new IOException("a request of " + request.length + " bytes was not taken at once");
    }
  }
}
