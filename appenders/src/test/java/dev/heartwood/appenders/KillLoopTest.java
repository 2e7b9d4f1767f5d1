package dev.heartwood.appenders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.async.Durability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills a process that logs, again and again, at any time between its start and two seconds later,
 * so also while it recovers and while it rolls its file; the next one goes on with the same ring
 * and the same file. {@code -Dheartwood.kills=2000} says how often, for each kind of ring.
 */
class KillLoopTest {
  private static final int KILLS = Integer.getInteger("heartwood.kills", 3);
  private static final long SEED = Long.getLong("heartwood.seed", 20261124);
  private static final List<String> PACES = List.of("full", "paced", "bursts");

  private @TempDir Path dir;

  /** How many lines each producer of each process has in the files so far. */
  private final Map<String, Integer> lines = new HashMap<>();

  @ParameterizedTest
  @EnumSource(names = {"PROCESS", "DISK"})
  void every_call_that_returned_is_in_the_files_once_and_whole(Durability durability)
      throws Exception {
    Random random = new Random(SEED);
    long checked = 0;
    for (int process = 0; process < KILLS; process++) {
      kill(
          process,
          start(durability, process, PACES.get(process % PACES.size())),
          100 + random.nextInt(1_900));
      checked += checkRolledFiles();
    }
    Process last = start(durability, KILLS, "drain");
    try (BufferedReader out = output(last)) {
      assertThat(out.readLine()).isEqualTo("started");
      assertThat(out.readLine()).as("possibly duplicated, failed").isEqualTo("0 0");
    }
    assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
    checked += checkRolledFiles();
    checked += check(dir.resolve("app.log"));
    long returned = 0;
    for (int process = 0; process < KILLS; process++) {
      returned += compareWithAcks(process);
    }
    assertThat(checked).isBetween(returned, returned + (long) KILLS * KilledLogger.PRODUCERS);
    System.out.println(
        durability
            + ": "
            + KILLS
            + " kills, "
            + returned
            + " calls returned, "
            + checked
            + " lines");
  }

  private void kill(int number, Process process, long afterMillis) throws Exception {
    process.waitFor(afterMillis, TimeUnit.MILLISECONDS); // it does not end by itself
    assertThat(process.isAlive())
        .as(() -> "process " + number + ": " + Tree.content(dir.resolve("stderr-" + number)))
        .isTrue();
    process.destroyForcibly();
    process.waitFor();
  }

  /** Each rolled file is complete, so it is checked and removed. */
  private long checkRolledFiles() throws IOException {
    List<Path> rolled;
    try (Stream<Path> all = Files.list(dir)) {
      rolled =
          new ArrayList<>(all.filter(p -> p.getFileName().toString().startsWith("app-")).toList());
    }
    rolled.sort(Comparator.comparingInt(KillLoopTest::index));
    long checked = 0;
    for (Path each : rolled) {
      checked += check(each);
      Files.delete(each);
    }
    return checked;
  }

  private static int index(Path rolled) {
    String[] parts = rolled.getFileName().toString().split("\\.");
    return Integer.parseInt(parts[1]);
  }

  private long check(Path file) throws IOException {
    long checked = 0;
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ", 4);
      assertThat(parts).as(line).hasSize(4);
      String producer = parts[0] + " " + parts[1];
      int expected = lines.merge(producer, 1, Integer::sum) - 1;
      int process = Integer.parseInt(parts[0]);
      if (!parts[2].equals(Integer.toString(expected))) {
        assertThat(line).as("order in " + file).startsWith(producer + " " + expected + " ");
      }
      String payload = KilledLogger.payload(process, Integer.parseInt(parts[1]), expected);
      if (!parts[3].equals(payload)) {
        assertThat(parts[3]).as(line).isEqualTo(payload);
      }
      checked++;
    }
    return checked;
  }

  /** The one call that a kill had interrupted may be there or not. */
  private long compareWithAcks(int process) throws IOException {
    long returned = 0;
    Path file = dir.resolve("acks-" + process);
    if (!Files.exists(file) || Files.size(file) == 0) {
      return 0; // killed before it got there
    }
    ByteBuffer acks = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (int producer = 0; producer < KilledLogger.PRODUCERS; producer++) {
      long acked = acks.getLong(producer * KilledLogger.ACK_STEP);
      int found = lines.getOrDefault(process + " " + producer, 0);
      assertThat((long) found).as(process + " " + producer).isBetween(acked, acked + 1);
      returned += acked;
    }
    return returned;
  }

  private Process start(Durability durability, int process, String pace) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(KilledLogger.class.getName());
    command.addAll(List.of(dir.toString(), durability.name(), Integer.toString(process), pace));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(dir.resolve("stderr-" + process).toFile());
    return builder.start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
