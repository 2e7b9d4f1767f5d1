package dev.heartwood.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server in a process of its own, to be killed: it keeps each batch in a file before it answers,
 * whole or not at all, and goes on counting after a restart.
 */
public final class FileServer {
  private static long next;

  private FileServer() {}

  /** A batch as the server took it. */
  public record Taken(String key, List<String> lines) {}

  /** Arguments: port, directory. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    next = files(directory).size();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
            0);
    server.createContext("/logs", exchange -> serve(exchange, directory));
    server.start();
    System.out.println("ready");
  }

  private static void serve(HttpExchange exchange, Path directory) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Path fresh = directory.resolve("fresh.tmp");
      Files.writeString(
          fresh, exchange.getRequestHeaders().getFirst("Idempotency-Key") + "\n" + body);
      Files.move(
          fresh,
          directory.resolve(String.format("%08d.batch", next++)),
          StandardCopyOption.ATOMIC_MOVE);
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".batch")).sorted().toList();
    }
  }

  /** What the server has taken so far, in its order. */
  public static List<Taken> taken(Path directory) throws IOException {
    List<Taken> taken = new ArrayList<>();
    for (Path file : files(directory)) {
      List<String> lines = Files.readAllLines(file);
      taken.add(new Taken(lines.get(0), lines.subList(1, lines.size())));
    }
    return taken;
  }

  /** Starts a server and waits until it listens. */
  public static Process start(int port, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                FileServer.class.getName(),
                Integer.toString(port),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!"ready".equals(process.inputReader().readLine())) {
      throw new IOException("the server did not start");
    }
    return process;
  }

  /** SIGKILL: no shutdown hook, no answer to what is in flight. */
  public static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server outlived SIGKILL");
    }
  }
}
