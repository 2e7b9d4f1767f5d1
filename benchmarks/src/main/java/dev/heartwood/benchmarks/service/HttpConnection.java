package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A connection to a server of this machine that stays open. Bodies were rendered before, so that
 * this client costs next to nothing: it shares the processors with whom it measures. For one
 * thread.
 */
final class HttpConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final HttpAnswer answer = new HttpAnswer();

  HttpConnection(int port) throws IOException {
    channel = open(port);
  }

  static SocketChannel open(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  /** The bytes of a whole request. */
  static byte[] request(String method, String target, String headers, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    byte[] head = head(method, target, headers, content.length);
    return ByteBuffer.allocate(head.length + content.length).put(head).put(content).array();
  }

  /**
   * @param headers lines of further headers, each with its end
   */
  static byte[] head(String method, String target, String headers, long bodyLength) {
    String head =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + headers
            + (bodyLength > 0 ? "Content-Length: " + bodyLength + "\r\n" : "")
            + "\r\n";
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The answer is valid until the next call. */
  HttpAnswer get(String target) throws IOException {
    return send(request("GET", target, "", ""));
  }

  HttpAnswer send(byte[] request) throws IOException {
    write(ByteBuffer.wrap(request));
    return await();
  }

  HttpAnswer send(byte[] head, Bodies bodies, Bodies.Part part) throws IOException {
    write(ByteBuffer.wrap(head));
    bodies.transfer(part, channel);
    return await();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private HttpAnswer await() throws IOException {
    answer.clear();
    while (!answer.read(channel)) {
      continue; // the channel blocks until there is more
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
