package dev.heartwood.appenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a second process can show: a kill, and a disk that takes half a write. */
class ProcessTest {
  private static final int KILLS = 4;
  private static final int ENDLESS = 1_000_000_000;

  @TempDir Path dir;

  @Test
  void killed_again_and_again_while_rolling_and_packing_it_loses_and_doubles_nothing()
      throws Exception {
    Random random = new Random(20261120);
    long next = 0;
    long delivered = 0;
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      starts.add(next);
      Process process = start(List.of(), next, ENDLESS);
      try (BufferedReader out = output(process)) {
        long printed = next;
        for (int batches = 50 + random.nextInt(500); batches > 0; batches--) {
          printed = Long.parseLong(out.readLine());
        }
        process.toHandle().destroyForcibly(); // unlike the process itself keeps its output open
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          printed = line.isEmpty() ? printed : Math.max(printed, Long.parseLong(line));
        }
        delivered += printed - next;
        next = printed + 1_000_000; // no number twice, also of lines that were not yet confirmed
      }
    }
    Process last = start(List.of(), next, 50);
    assertThat(last.waitFor()).isZero();
    delivered += 50;
    starts.add(next);

    List<Long> numbers = numbersInFiles();
    assertThat(numbers).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo((int) delivered);
    assertWithoutGaps(starts, new TreeSet<>(numbers));
    assertThat(Tree.of(dir).keySet())
        .allMatch(name -> name.equals("app.log") || name.matches("app-.*\\.\\d+\\.log\\.gz"));
  }

  @Test
  void a_disk_that_takes_half_a_write_keeps_whole_lines_and_the_count_is_exact() throws Exception {
    Path shell = Path.of("/bin/sh");
    assumeThat(Files.isExecutable(shell)).isTrue();
    Process process =
        start(List.of(shell.toString(), "-c", "ulimit -f 40; exec \"$@\"", "sh"), 0, ENDLESS, "x");
    String last = "";
    try (BufferedReader out = output(process)) {
      for (String line = out.readLine(); !"failed".equals(line); line = out.readLine()) {
        assumeThat(line).as("a limit that holds").isNotNull();
        last = line;
      }
    }
    process.waitFor();
    List<String> lines = Files.readAllLines(dir.resolve("app.log"));
    assertThat(lines).hasSize(Integer.parseInt(last)).hasSizeGreaterThan(50);
    assertThat(lines).allMatch(line -> line.endsWith(" " + KilledWriter.FILL));
    assertThat(Files.readString(dir.resolve("app.log"))).endsWith("\n");
    assertThat(lines.size() % 50).as("cut within a batch").isNotZero();
  }

  private List<Long> numbersInFiles() {
    List<Long> numbers = new ArrayList<>();
    for (String text : Tree.of(dir).values()) {
      for (String line : text.split(",")) {
        if (line.endsWith(" " + KilledWriter.FILL)) { // a kill may cut the last line of a process
          numbers.add(Long.parseLong(line.substring(0, line.indexOf(' '))));
        }
      }
    }
    return numbers;
  }

  private static void assertWithoutGaps(List<Long> starts, TreeSet<Long> numbers) {
    for (long start : starts) {
      long count = numbers.subSet(start, start + 1_000_000).size();
      assertThat(numbers.subSet(start, start + 1_000_000).last()).isEqualTo(start + count - 1);
    }
  }

  private Process start(List<String> before, long number, long count, String... more)
      throws Exception {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(KilledWriter.class.getName());
    command.addAll(List.of(dir.toString(), Long.toString(number), Long.toString(count)));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
