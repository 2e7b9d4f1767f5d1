package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a second process can show. */
class RingProcessTest {
  @TempDir Path dir;

  @Test
  void a_second_process_is_refused_while_the_first_has_the_file_and_no_longer() throws Exception {
    Path file = dir.resolve("app.ring");
    MappedRing ring =
        MappedRing.open(file, MappedRing.MIN_CAPACITY, false, (level, text, cause) -> {});
    assertThat(open(List.of()))
        .isEqualTo(
            "ringFile ["
                + file
                + "] must not be in use, was by process "
                + ProcessHandle.current().pid());
    ring.release();
    assertThat(open(List.of())).isEqualTo("opened");
  }

  @Test
  void a_disk_that_has_no_room_is_an_error_at_start_and_nothing_is_left() throws Exception {
    Path shell = Path.of("/bin/sh");
    assumeThat(Files.isExecutable(shell)).isTrue();
    List<String> limited = List.of(shell.toString(), "-c", "ulimit -f 1000; exec \"$@\"", "sh");

    assertThat(open(limited))
        .startsWith(
            "ringFile [" + dir.resolve("app.ring") + "] must have room for 1314816 bytes: ");
    assertThat(dir.resolve("app.ring")).doesNotExist();
    assertThat(dir.resolve("app.ring.spare")).doesNotExist();
  }

  private String open(List<String> before) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(RingOpener.class.getName());
    command.add(dir.resolve("app.ring").toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return printed;
  }
}
