package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogEvent;
import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ring on a simulated disk in front of real files that lose what was not forced, as the disk
 * does. {@code -Dheartwood.powerlosses=1000} says how often.
 */
@Timeout(600)
class PowerLossTest {
  private static final int ROUNDS = Integer.getInteger("heartwood.powerlosses", 10);
  private static final int LOSSES_IN_A_ROW = 3;

  private @TempDir Path dir;

  @Test
  void every_call_that_returned_is_in_the_files_once_and_in_order() throws Exception {
    int reallyLost = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Path logs = Files.createDirectory(dir.resolve("round-" + round));
      reallyLost += loseAgainAndAgain(logs, round);
    }
    assertThat(reallyLost).as("bytes that the files lost").isPositive();
  }

  private static long loseAgainAndAgain(Path logs, int seed) throws Exception {
    Random dice = new Random(seed);
    SimulatedDisk disk = new SimulatedDisk(seed);
    int logged = 0;
    long lost = 0;
    for (int loss = 0; loss < LOSSES_IN_A_ROW; loss++) {
      Mortal handler = new Mortal(logs);
      AsyncHandler async =
          new AsyncHandler(config().withMaxFlushTime(Duration.ofMillis(10)), handler, disk);
      int end = logged + 5 + dice.nextInt(60);
      while (logged < end) {
        async.handle(event(line(logged++)));
      }
      if (dice.nextBoolean()) {
        assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      }
      SimulatedDisk before = disk;
      int lossSeed = dice.nextInt(1_000);
      disk = handler.die(() -> before.afterPowerLoss(lossSeed));
      async.close();
      lost += handler.loseSome(dice);
    }
    try (AsyncHandler async =
        new AsyncHandler(config(), new FileHandler(file(logs), encoder()), disk)) {
      async.handle(event(line(logged++)));
      assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < logged; i++) {
      expected.add(line(i));
    }
    List<String> found = lines(logs);
    if (!found.equals(expected)) {
      assertThat(found).as("seed " + seed).isEqualTo(expected);
    }
    return lost;
  }

  private static String line(int number) {
    return number + " " + "x".repeat(20 + number % 7);
  }

  private static AsyncConfig config() {
    return AsyncConfig.DEFAULT
        .withRingDirectory(Path.of("/app.ring"))
        .withRingFileBytes(1 << 20)
        .withLossNotices(false)
        .withStatus((level, text, cause) -> {});
  }

  private static FileConfig file(Path logs) {
    return FileConfig.rolling(
            logs.resolve("app.log"),
            RollingConfig.SizeAndTimeBased.of(logs + "/app-%d{yyyy-MM, UTC}.%i.log", 1_000))
        .withBufferBytes(200);
  }

  private static MessageEncoder encoder() {
    return new MessageEncoder();
  }

  private static List<String> lines(Path logs) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(logs)) {
      files =
          new ArrayList<>(all.filter(f -> f.getFileName().toString().startsWith("app-")).toList());
    }
    files.sort(
        Comparator.comparingInt(f -> Integer.parseInt(f.getFileName().toString().split("\\.")[1])));
    files.add(logs.resolve("app.log"));
    List<String> lines = new ArrayList<>();
    for (Path each : files) {
      lines.addAll(Files.readAllLines(each));
    }
    return lines;
  }

  /** A file handler whose machine loses power, between two of its calls. */
  private static final class Mortal implements Resumable {
    private interface Death {
      SimulatedDisk disk();
    }

    private final Path active;
    private final FileHandler handler;
    private long forced;
    private long length;
    private boolean dead;

    Mortal(Path logs) throws IOException {
      active = logs.resolve("app.log");
      forced = Files.exists(active) ? Files.size(active) : 0; // what the last loss has left
      handler = new FileHandler(file(logs), encoder());
    }

    /** What is not forced by now may be lost. */
    synchronized SimulatedDisk die(Death death) throws IOException {
      dead = true;
      length = Files.exists(active) ? Files.size(active) : 0;
      return death.disk();
    }

    long loseSome(Random dice) throws IOException {
      if (!Files.exists(active)) {
        return 0;
      }
      long kept = forced + dice.nextInt((int) (length - forced) + 1);
      try (FileChannel channel = FileChannel.open(active, StandardOpenOption.WRITE)) {
        channel.truncate(kept);
      }
      return length - kept;
    }

    private void requireAlive() throws IOException {
      if (dead) {
        throw new IOException("no power");
      }
    }

    @Override
    public synchronized Outcome resume(WriteLedger ledger) throws IOException {
      return handler.resume(new Watched(ledger));
    }

    @Override
    public synchronized void handle(LogEvent event) throws IOException {
      requireAlive();
      handler.handle(event);
    }

    @Override
    public synchronized void flush() throws IOException {
      requireAlive();
      handler.flush();
    }

    @Override
    public synchronized void force() throws IOException {
      requireAlive();
      handler.force();
    }

    @Override
    public synchronized void close() throws IOException {
      handler.close();
    }

    /** Sees how much of the file is forced. */
    private final class Watched implements WriteLedger {
      private final WriteLedger ledger;

      Watched(WriteLedger ledger) {
        this.ledger = ledger;
      }

      @Override
      public @Nullable Note last() {
        return ledger.last();
      }

      @Override
      public void taken() {
        ledger.taken();
      }

      @Override
      public void writing(long fileKey, long start, long end, int crc32c) {
        ledger.writing(fileKey, start, end, crc32c);
      }

      @Override
      public void written() {
        ledger.written();
      }

      @Override
      public void unsure() {
        ledger.unsure();
      }

      @Override
      public void rolling(long fileKey, long start) throws IOException {
        ledger.rolling(fileKey, start);
      }

      @Override
      public boolean forces() {
        return ledger.forces();
      }

      @Override
      public void forced(long fileKey, long forcedLength) throws IOException {
        ledger.forced(fileKey, forcedLength);
        forced = forcedLength;
      }

      @Override
      public boolean repeats() {
        return ledger.repeats();
      }
    }
  }
}
