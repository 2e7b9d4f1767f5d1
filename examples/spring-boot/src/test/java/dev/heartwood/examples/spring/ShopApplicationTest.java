package dev.heartwood.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the application in a process of its own, to its very end. */
class ShopApplicationTest {
  @TempDir Path logs;

  @Test
  void everything_that_was_logged_is_in_the_file_when_the_process_has_ended() throws Exception {
    List<String> lines = logOfRunWith("production");
    assertThat(lines.stream().filter(line -> line.contains("sold tea, sale "))).hasSize(1_000);
    assertThat(lines).anyMatch(line -> line.endsWith("sold tea, sale 1000 sale=\"1000\""));
    assertThat(lines).noneMatch(line -> line.contains("the till is open"));
  }

  @Test
  void a_profile_chooses_its_levels() throws Exception {
    assertThat(logOfRunWith("development"))
        .anyMatch(line -> line.contains("DEBUG") && line.endsWith("- the till is open "));
  }

  @Test
  void patterns_of_spring_boots_defaults_run_as_they_are_and_the_status_names_the_word()
      throws Exception {
    List<String> lines =
        logOfRunWith("production", "--logging.config=classpath:logback-defaults.xml");

    assertThat(lines.stream().filter(line -> line.contains("sold tea, sale "))).hasSize(1_000);
    assertThat(lines)
        .filteredOn(line -> line.contains("sold tea"))
        .allMatch(line -> line.matches("\\S+T\\S+ +INFO \\d+ --- \\[tea-shop\\] .* : sold tea.*"));
    assertThat(Files.readAllLines(logs.resolve("output.txt")))
        .anyMatch(line -> line.endsWith("own encoder, unescaped: the word %clr is not one of ours"))
        .anyMatch(line -> line.endsWith("own encoder, unescaped: the word %esb is not one of ours"))
        .anyMatch(line -> line.contains("sold tea, sale 1000"));
  }

  private List<String> logOfRunWith(String profile, String... more) throws Exception {
    Path output = logs.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ShopApplication.class.getName(),
                "--spring.profiles.active=" + profile,
                "--shop.logs=" + logs));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(() -> read(output)).isZero();
    return Files.readAllLines(logs.resolve("tea-shop.log"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
