package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heartwood.http.ServiceConfig;
import dev.heartwood.http.ServiceHandler;
import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceOptions;
import dev.heartwood.service.api.ApiOptions;
import dev.heartwood.service.api.ApiServer;
import dev.heartwood.service.cli.Main;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import dev.heartwood.store.KeyExtractor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands and samples of docs/service.md, and of the README's section on the service. */
class ServicePageTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final String HOST = "localhost:8080";
  private static final String JAR = "java -jar service/target/heartwood-service.jar ";

  @TempDir Path dir;

  @Test
  void every_command_of_the_page_runs() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Path directory = dir.resolve("data");
    try (LogService service = LogService.open(ServiceOptions.in(directory))) {
      try (ApiServer server = ApiServer.start(service, ApiOptions.DEFAULT.withAddress(anyPort))) {
        String host = "localhost:" + server.address().getPort();
        for (String page : List.of("docs/service.md", "README.md")) {
          for (Page.Block block : Page.read(Page.ROOT.resolve(page)).blocks()) {
            if (block.language().equals("sh") && block.text().contains("heartwood")) {
              for (String command : block.text().split("\n")) {
                run(block.place(), command, host);
              }
            } else if (block.language().equals("sh") && block.text().contains("curl")) {
              for (String command : block.text().split("\n")) {
                run(block.place(), command, host);
              }
            }
          }
        }
      }
    }
  }

  private void run(String place, String command, String host) throws Exception {
    if (command.startsWith("curl ")) {
      curl(place, command.replace(HOST, host));
    } else if (command.startsWith(JAR)) {
      assertThat(command).as(place).startsWith(JAR + "serve ");
      heartwood(place, command.substring(JAR.length()) + " --print-config", host);
    } else if (command.startsWith("heartwood ")) {
      String rest = command.substring("heartwood ".length());
      heartwood(place, rest.startsWith("tail ") ? rest + " --help" : rest, host); // it goes on
    } else {
      assertThat(command).as(place).matches("(mvn|alias|\\./quickstart) .*|\\./quickstart.*");
    }
  }

  private void heartwood(String place, String command, String host) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command.replace("/var/lib/heartwood", dir.resolve("keys") + ""));
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Map<String, String> environment = Map.of("HEARTWOOD_URL", "http://" + host);
    int code = Main.run(words.toArray(String[]::new), stream, stream, environment);
    assertThat(code).as(place + ": " + command + "\n" + out).isZero();
  }

  private void curl(String place, String command) throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "curl"))),
        "not installed: curl");
    Path out = Files.createTempFile(dir, "curl", ".txt");
    Process process =
        new ProcessBuilder("sh", "-c", command.replaceFirst("^curl", "curl --fail-with-body"))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    String printed = Files.readString(out);
    assertThat(process.exitValue()).as(place + ": " + command + "\n" + printed).isZero();
    assertThat(printed).as(place).isNotEmpty();
  }

  @Test
  void sends_as_the_page_says() throws Exception {
    ServiceConfig config =
        ServiceConfig.to("http://localhost:8080", "shop")
            .key(KeyExtractor.keyValue("orderId")::key)
            .http(http -> http.gzip(true))
            .build();
    assertThat(config.http().url()).hasToString("http://localhost:8080/api/v1/logs/batch");
  }

  /** Compiled only: it would send from where the tests run. */
  static void spools() throws Exception {
    ServiceConfig config =
        ServiceConfig.to("http://localhost:8080", "shop")
            .key(KeyExtractor.keyValue("orderId")::key)
            .http(http -> http.gzip(true))
            .build();
    SpoolConfig spool = SpoolConfig.in(Path.of("logs/spool")).build();
    SpoolingHandler handler = SpoolingHandler.open(spool, new ServiceHandler(config));
    handler.close();
  }
}
