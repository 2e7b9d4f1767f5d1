package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users run it; made by {@code mvn package}, so this runs behind it. */
class RunnableJarTest {
  private static final Path JAR = Path.of("target", "heartwood-tool.jar");

  @TempDir Path dir;

  @Test
  void runs_by_itself() throws Exception {
    assertThat(JAR).as("made by mvn package").exists();
    Path ring = dir.resolve("app.ring");
    StuckProcess.start(ring).close();

    assertThat(run("--version").out()).matches("heartwood-tool [0-9].*\n");
    assertThat(run("verify", ring.toString()))
        .isEqualTo(new Run(0, ring + ": ring file, 20 good records, sound\n", ""));
    Run dump = run("dump", ring.toString(), "--format", "json", "--limit", "3");
    assertThat(dump.lines()).hasSize(3).allMatch(line -> line.startsWith("{"));
    Path saved = dir.resolve("saved");
    assertThat(run("recover", ring.toString(), "--to", saved.toString()).code()).isZero();
    assertThat(run("verify", saved.toString()).code()).isZero();
    assertThat(run("inspect", dir.resolve("none").toString()))
        .isEqualTo(
            new Run(2, "", "heartwood-tool: [" + dir.resolve("none") + "] must exist, did not\n"));
  }

  private Run run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Path err = dir.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return new Run(code, out, java.nio.file.Files.readString(err));
  }
}
