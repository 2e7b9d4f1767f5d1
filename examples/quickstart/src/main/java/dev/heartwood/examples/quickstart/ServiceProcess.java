package dev.heartwood.examples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The log service in a process of its own, with a free port and data that go when it ends. */
final class ServiceProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://[^\\s,]+)");
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Path directory;
  private final String url;

  private ServiceProcess(Process process, Path directory, String url) {
    this.process = process;
    this.directory = directory;
    this.url = url;
  }

  /** Starts {@code java -jar heartwood-service.jar serve} and waits until it listens. */
  static ServiceProcess start(Path jar) throws IOException {
    Path directory = Files.createTempDirectory("heartwood-quickstart");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString(),
                "serve",
                "--port",
                "0",
                "--data",
                directory.resolve("data").toString())
            .redirectErrorStream(true)
            .start();
    StringBuilder said = new StringBuilder();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return new ServiceProcess(process, directory, listening.group(1));
      }
      said.append(line).append(System.lineSeparator());
    }
    delete(directory);
    throw new IOException("the service did not start: " + said);
  }

  String url() {
    return url;
  }

  /** Where the application may keep what the service has not taken yet. */
  Path spool() {
    return directory.resolve("spool");
  }

  @Override
  public void close() throws IOException {
    process.destroy(); // as Ctrl-C does: it writes down what it has
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(directory);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> inner;
    try (Stream<Path> files = Files.walk(directory)) {
      inner = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inner) {
      Files.deleteIfExists(file);
    }
  }
}
