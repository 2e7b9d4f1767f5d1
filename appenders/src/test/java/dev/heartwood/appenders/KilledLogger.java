package dev.heartwood.appenders;

import dev.heartwood.Loggers;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Delivery;
import dev.heartwood.async.Durability;
import dev.heartwood.format.PatternEncoder;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A process of its own for {@link KillLoopTest}: two threads log until they are killed, over a ring
 * in a file into a file that rolls, and count in a mapped file how many of their calls returned.
 */
final class KilledLogger {
  static final int PRODUCERS = 2;
  static final int ACK_STEP = 64;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(60);
  private static final Map<Durability, Long> MAX_FILE_BYTES =
      Map.of(Durability.PROCESS, 1_000_000L, Durability.DISK, 20_000L);

  private KilledLogger() {}

  /**
   * Arguments: directory, durability, number of this process, and how it logs: full, paced, bursts,
   * or not.
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Durability durability = Durability.valueOf(arguments[1]);
    int process = Integer.parseInt(arguments[2]);
    String pace = arguments[3];
    MappedByteBuffer acks = acks(directory, process);
    FileConfig file =
        FileConfig.rolling(
            directory.resolve("app.log"),
            RollingConfig.SizeAndTimeBased.of(
                directory + "/app-%d{yyyy-MM, UTC}.%i.log", MAX_FILE_BYTES.get(durability)));
    Path ring = directory.resolve("app.ring");
    AsyncConfig config =
        (durability == Durability.DISK
                ? AsyncConfig.DEFAULT.withRingDirectory(ring)
                : AsyncConfig.DEFAULT.withRingFile(ring))
            .withRingFileBytes(4 << 20);
    AsyncHandler async =
        new AsyncHandler(config, new FileHandler(file, PatternEncoder.compile("%msg%n")));
    Logger logger = Loggers.named("orders").level(Level.INFO).handler(async).build();
    System.out.println("started");
    System.out.flush();
    if (pace.equals("drain")) {
      async.close();
      Delivery delivery = async.delivery();
      System.out.println(delivery.possiblyDuplicated() + " " + delivery.failed());
      return;
    }
    for (int producer = 0; producer < PRODUCERS; producer++) {
      int number = producer;
      new Thread(() -> log(logger, acks, process, number, pace)).start();
    }
  }

  private static MappedByteBuffer acks(Path directory, int process) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve("acks-" + process),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer acks =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) PRODUCERS * ACK_STEP);
      acks.order(ByteOrder.LITTLE_ENDIAN);
      return acks;
    }
  }

  private static void log(
      Logger logger, MappedByteBuffer acks, int process, int producer, String pace) {
    for (int n = 0; ; n++) {
      logger.info("{} {} {} {}", process, producer, n, payload(process, producer, n));
      acks.putLong(producer * ACK_STEP, n + 1L); // the call has returned
      if (pace.equals("paced") || (pace.equals("bursts") && n % 1_000 == 999)) {
        LockSupport.parkNanos(pace.equals("paced") ? 20_000 : 5_000_000);
      }
    }
  }

  /** 10 to about 2,000 characters that follow from the numbers. */
  static String payload(int process, int producer, int n) {
    int hash = (process * 31 + producer) * 1_000_003 + n * 7_919;
    int from = Math.floorMod(hash, 36);
    boolean isLong = n % 16 == 0;
    return LETTERS.substring(from, from + 10 + Math.floorMod(hash >>> 3, isLong ? 2_000 : 100));
  }
}
