package dev.heartwood.examples.service;

import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceOptions;
import dev.heartwood.service.api.ApiOptions;
import dev.heartwood.service.api.ApiServer;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Uses one service from code, then over HTTP on a free port of this machine. */
public final class ServiceExample {
  private ServiceExample() {}

  /** Takes one argument: the directory where the service keeps its data. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args.length == 0 ? "service-data" : args[0]);
    run(directory, new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }

  static void run(Path directory, PrintStream out) throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (LogService service = LogService.open(ServiceOptions.in(directory))) {
      new FromCode(service, out).run();
      try (ApiServer server = ApiServer.start(service, ApiOptions.DEFAULT.withAddress(anyPort))) {
        URI base = URI.create("http://localhost:" + server.address().getPort());
        new OverHttp(base, out).run();
      }
    }
  }
}
