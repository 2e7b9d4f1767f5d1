package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.heartwood.LoggersConfig;
import dev.heartwood.config.YamlConfig;
import dev.heartwood.service.cli.Main;
import dev.heartwood.service.ingest.rules.Rules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show is true: each sample is configured, loaded or found in code that runs. */
class DocumentationTest {
  private static final List<Page> PAGES = Page.all();

  private static final Pattern OPTION = Pattern.compile("  (?:set|add)([A-Z])(\\w*)\\(");

  /** What Logback's configurator calls by itself. */
  private static final Set<String> NO_OPTIONS = Set.of("appender", "parent");

  /** Where the samples send to; a server of this test's stands in for it. */
  private static final String SERVER = "https://logs.example.com";

  private static String code = "";
  private static HttpServer server;

  @TempDir Path logs;

  @BeforeAll
  static void read_all_java_sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> modules = Files.walk(Page.ROOT, 2)) {
      for (Path module : modules.filter(dir -> Files.isDirectory(dir.resolve("src"))).toList()) {
        boolean example = module.startsWith(Page.ROOT.resolve("examples"));
        read(module.resolve(example ? "src" : "src/test"), all);
      }
    }
    code = all.toString();
  }

  @BeforeAll
  static void start_a_server() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().endsWith("/api/v1/logs/batch")) {
            answerAsService(exchange, new String(body, StandardCharsets.UTF_8));
          } else {
            exchange.sendResponseHeaders(204, -1);
          }
          exchange.close();
        });
    server.start();
  }

  private static void answerAsService(HttpExchange exchange, String lines) throws IOException {
    String counts = ",\"rejected\":0,\"filtered\":0,\"duplicates\":0,\"errors\":[]}";
    byte[] answer =
        ("{\"accepted\":" + lines.lines().count() + counts).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
  }

  @AfterAll
  static void stop_the_server() {
    server.stop(0);
  }

  @TestFactory
  Stream<DynamicTest> every_piece_of_logback_xml_configures_without_a_warning() {
    return blocks("xml")
        .filter(block -> LogbackSample.isOne(block.text()))
        .map(
            block ->
                DynamicTest.dynamicTest(
                    block.place(),
                    () -> {
                      LogbackSample sample =
                          LogbackSample.of(toServer(block.text()), directory(block));
                      assertThat(sample.faults())
                          .as("%s: Logback's warnings for%n%s", block.place(), sample)
                          .isEmpty();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> every_java_sample_is_code_of_an_example_or_a_test() {
    return blocks("java")
        .map(
            block ->
                DynamicTest.dynamicTest(
                    block.place(),
                    () ->
                        assertThat(code.contains(withoutSpace(block.text())))
                            .as(
                                "%s: in no source under examples or src/test:%n%s",
                                block.place(), block.text())
                            .isTrue()));
  }

  @TestFactory
  Stream<DynamicTest> every_piece_of_yaml_is_a_configuration() {
    return blocks("yaml").map(block -> DynamicTest.dynamicTest(block.place(), () -> check(block)));
  }

  /** Of loggers; on the reference pages of the service of that, or its rules. */
  private void check(Page.Block block) throws IOException {
    if (!block.place().contains("service-")) {
      loadYaml(block);
    } else if (block.text().startsWith("rules:\n")) {
      Rules.parse(block.text(), System::nanoTime, 1000);
    } else {
      Path directory = directory(block);
      Path rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
      Path file = directory.resolve("service.yaml");
      Files.writeString(
          file,
          block
              .text()
              .replace("/etc/heartwood/rules.yaml", rules.toString())
              .replace("/var/lib/heartwood", directory.resolve("data").toString()));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
      String[] command = {"serve", "--print-config", "--config", file.toString()};
      assertThat(Main.run(command, stream, stream, Map.of())).as(block.place() + out).isZero();
    }
  }

  @TestFactory
  Stream<DynamicTest> every_relative_link_leads_somewhere() {
    return PAGES.stream()
        .flatMap(page -> page.links().stream())
        .filter(link -> !link.target().matches("[a-z]+:.*"))
        .map(link -> DynamicTest.dynamicTest(link.place(), () -> follow(link)));
  }

  @Test
  void every_option_of_logback_xml_is_in_a_table_or_a_text() throws IOException {
    Path surface =
        Page.ROOT.resolve(
            "logback-integration/src/test/resources/dev/heartwood/logback/joran-surface.txt");
    StringBuilder docs = new StringBuilder();
    for (Page page : PAGES) {
      docs.append(Files.readString(page.file()));
    }
    List<String> missing = new ArrayList<>();
    String type = "";
    for (String line : Files.readAllLines(surface)) {
      Matcher option = OPTION.matcher(line);
      if (!line.startsWith(" ")) {
        type = line;
      } else if (option.lookingAt()) {
        String name = option.group(1).toLowerCase(Locale.ROOT) + option.group(2);
        if (!NO_OPTIONS.contains(name) && docs.indexOf("`" + name + "`") < 0) {
          missing.add(name + " of " + type);
        }
      }
    }
    assertThat(missing).as("options without a word in docs").isEmpty();
  }

  private void loadYaml(Page.Block block) throws IOException {
    List<String> faults = new CopyOnWriteArrayList<>();
    Path directory = directory(block);
    Path file = directory.resolve("loggers.yaml");
    Files.writeString(
        file, toServer(block.text()).replace("${LOG_DIR:-logs}", directory.toString()));
    LoggersConfig config =
        LoggersConfig.DEFAULT.withStatus(
            (level, message, cause) -> faults.add(level + " " + message));
    try (YamlConfig yaml = YamlConfig.open(file, config, name -> null)) {
      yaml.loggers().getLogger("docs").error("a sample");
    }
    assertThat(faults).as("%s: warnings", block.place()).isEmpty();
  }

  private static String toServer(String text) {
    String url = "http://localhost:" + server.getAddress().getPort();
    return text.replace(SERVER, url).replace("http://localhost:8080", url);
  }

  private static void follow(Page.Link link) {
    String[] parts = link.target().split("#", 2);
    Path target =
        parts[0].isEmpty() ? link.file() : link.file().resolveSibling(parts[0]).normalize();
    assertThat(target).as("%s: %s", link.place(), link.target()).exists();
    if (parts.length == 2) {
      assertThat(Page.read(target).anchors())
          .as("%s: headings of %s", link.place(), parts[0])
          .contains(parts[1]);
    }
  }

  private Path directory(Page.Block block) throws IOException {
    return Files.createDirectories(logs.resolve(block.place().replaceAll("\\W", "-")));
  }

  private static Stream<Page.Block> blocks(String language) {
    return PAGES.stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> block.language().equals(language));
  }

  private static void read(Path directory, StringBuilder all) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          all.append(withoutSpace(Files.readString(file))).append('\n');
        }
      }
    }
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }
}
