package dev.heartwood.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each connection with whatever a test writes, HTTP or not. */
final class RawServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Reply reply;

  interface Reply {
    /** The connection is closed when this returns. */
    void to(OutputStream out) throws IOException;
  }

  RawServer(Reply reply) throws IOException {
    this.reply = reply;
    Thread thread = new Thread(this::acceptAll, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://localhost:" + server.getLocalPort() + "/logs";
  }

  int connections() {
    return sockets.size();
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        sockets.add(socket);
        readHead(socket.getInputStream());
        reply.to(socket.getOutputStream());
      } catch (IOException e) {
        // The client hung up, or the test is over.
      }
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int c = in.read();
      if (c < 0) {
        return;
      }
      matched = c == "\r\n\r\n".charAt(matched) ? matched + 1 : c == '\r' ? 1 : 0;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
