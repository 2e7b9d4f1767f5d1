package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.RecordingHandler;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Delivery;
import dev.heartwood.faults.ChildJvm;
import dev.heartwood.faults.SmallDisk;
import dev.heartwood.faults.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file handler behind a ring, on real file systems that are full, refuse or fail. */
@Timeout(120)
class FailingDiskTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int LINE_BYTES = 148;
  private static final String FULL = "No space left on device";

  @TempDir Path dir;

  private final Reports reports = new Reports();
  private final Random random = new Random(20261124);

  @Test
  void a_disk_that_fills_up_fails_events_by_count_and_is_written_again_with_room()
      throws Exception {
    fillUp(AsyncConfig.DEFAULT);
  }

  @Test
  void behind_a_ring_in_a_file_as_well_and_the_next_start_delivers_nothing_again()
      throws Exception {
    AsyncConfig inFile = AsyncConfig.DEFAULT.withRingFile(dir.resolve("app.ring"));
    fillUp(inFile);
    var sink = new RecordingHandler();
    try (var next = new AsyncHandler(inFile, sink)) {
      assertThat(next.delivery().redelivered()).isZero();
    }
    assertThat(sink.messages()).isEmpty();
  }

  private void fillUp(AsyncConfig ring) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 256)) {
      Path file = disk.root().resolve("app.log");
      FileConfig config = patient(FileConfig.of(file)).withBufferBytes(10_000);
      try (AsyncHandler async = new AsyncHandler(quiet(ring), handler(config))) {
        Path ballast = disk.fill(50_000);
        int logged = logUntilItFails(async);
        logged = log(async, logged, 200);
        assertThat(reports.problems())
            .containsExactly(
                "ERROR file [" + file + "] cannot be written: java.io.IOException: " + FULL);
        long failed = async.delivery().failed();
        assertThat(failed).isGreaterThanOrEqualTo(200);

        Files.delete(ballast);
        logged = log(async, logged, 200);
        assertThat(async.delivery().failed()).as("with room again").isEqualTo(failed);
        assertCounted(async.delivery(), logged);
        assertThat(numbersIn(List.of(file)))
            .isSorted()
            .hasSize((int) async.delivery().delivered())
            .contains(0, logged - 200, logged - 1);
        assertThat(reports.all()).last().isEqualTo("INFO file [" + file + "] is written again");
      }
    }
  }

  @Test
  void a_roll_on_a_full_disk_loses_no_line_that_was_delivered() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 256)) {
      FileConfig config = patient(rolling(disk.root(), ".log", 20_000)).withBufferBytes(3_000);
      try (AsyncHandler async = new AsyncHandler(quiet(AsyncConfig.DEFAULT), handler(config))) {
        Path ballast = disk.fill(90_000);
        int logged = log(async, logUntilItFails(async), 200);
        Files.delete(ballast);
        long failed = async.delivery().failed();
        logged = log(async, logged, 500);

        assertThat(async.delivery().failed()).isEqualTo(failed);
        assertCounted(async.delivery(), logged);
        List<Path> files = logs(disk.root());
        assertThat(files).hasSizeGreaterThan(5);
        assertThat(numbersIn(files))
            .doesNotHaveDuplicates()
            .hasSize((int) async.delivery().delivered())
            .contains(0, logged - 500, logged - 1);
      }
    }
  }

  @Test
  void packing_on_a_full_disk_leaves_the_whole_file_and_is_made_up_for_by_the_next_roll()
      throws Exception {
    for (RollingConfig rolling :
        List.of(
            RollingConfig.SizeAndTimeBased.of(
                dir + "/small/app-%d{yyyy-MM, UTC}.%i.log.gz", 40_000),
            RollingConfig.FixedWindow.of(dir + "/small/app-%i.log.gz").withMaxFileBytes(40_000))) {
      packOnFullDisk(rolling);
    }
  }

  private void packOnFullDisk(RollingConfig rolling) throws Exception {
    reports.all().clear();
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 512);
        FileHandler handler =
            handler(patient(FileConfig.rolling(disk.root().resolve("app.log"), rolling)))) {
      Path ballast = disk.fill(50_000);
      int logged = 0;
      while (logged < 40_000 / LINE_BYTES + 2) {
        handler.handle(event(line(logged++))); // the last is the first behind the roll
      }
      await().atMost(LONG).until(() -> !reports.problems().isEmpty());
      assertThat(reports.problems())
          .singleElement()
          .asString()
          .startsWith("ERROR could not pack [" + disk.root())
          .endsWith(FULL);
      assertThat(names(disk.root())).noneMatch(name -> name.endsWith(".tmp"));
      assertThat(names(disk.root())).anyMatch(name -> name.endsWith(".rolled"));

      Files.delete(ballast);
      for (int i = 0; i < 300; i++) {
        handler.handle(event(line(logged++)));
      }
      handler.flush();
      await().atMost(LONG).until(() -> names(disk.root()).equals(packedTwice(rolling)));
      assertThat(numbersIn(logs(disk.root()))).hasSize(logged).doesNotHaveDuplicates();
      List<Integer> newest = numbersIn(List.of(disk.root().resolve(packedTwice(rolling).get(0))));
      List<Integer> other = numbersIn(List.of(disk.root().resolve(packedTwice(rolling).get(1))));
      boolean window = rolling instanceof RollingConfig.FixedWindow;
      assertThat(newest.get(0)).isEqualTo(window ? other.size() : 0);
    }
  }

  /** In a window the newest file comes first. */
  private static List<String> packedTwice(RollingConfig rolling) {
    String first = rolling.fileNamePattern().format(Instant.now(), 0);
    String name = Path.of(first).getFileName().toString();
    int from = rolling instanceof RollingConfig.FixedWindow ? 1 : 0;
    return List.of(
        name.replace("0.log", from + ".log"), name.replace("0.log", from + 1 + ".log"), "app.log");
  }

  @Test
  void a_file_system_that_is_read_only_is_an_error_at_start() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 256)) {
      disk.makeReadOnly();
      Path file = disk.root().resolve("app.log");
      try (FileHandler handler = handler(FileConfig.of(file))) {
        assertThatThrownBy(handler::open)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("Read-only file system");
      }
      assertThat(reports.problems())
          .singleElement()
          .asString()
          .startsWith("ERROR file [" + file + "] cannot be written: ");
    }
  }

  @Test
  void a_directory_that_becomes_read_only_fails_the_roll_and_events_by_count() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 256)) {
      FileConfig config = patient(rolling(disk.root(), ".log", 20_000)).withBufferBytes(3_000);
      try (AsyncHandler async = new AsyncHandler(quiet(AsyncConfig.DEFAULT), handler(config))) {
        int logged = log(async, 0, 50);
        disk.coverReadOnly();
        logged = log(async, logged, 300);
        assertThat(async.delivery().failed()).isPositive();
        assertThat(reports.problems())
            .hasSize(2)
            .anyMatch(line -> line.contains("could not roll [" + disk.root() + "/app.log]"))
            .anyMatch(line -> line.contains("app.log] cannot be written"))
            .allMatch(line -> line.endsWith("Read-only file system)") || line.endsWith("system"));

        disk.uncover();
        long failed = async.delivery().failed();
        logged = log(async, logged, 300);
        assertThat(async.delivery().failed()).isEqualTo(failed);
        assertCounted(async.delivery(), logged);
        assertThat(numbersIn(logs(disk.root())))
            .doesNotHaveDuplicates()
            .hasSize((int) async.delivery().delivered())
            .contains(0, logged - 300, logged - 1);
      }
    }
  }

  @Test
  void a_write_that_the_disk_fails_loses_its_batch_by_count_and_nothing_else() throws Exception {
    assertThat(failing("write:error=EIO:when=3", false))
        .containsExactly("1 0", "2 0", "2 1", "3 1", "4 1", "5 1");
    assertThat(dir.resolve("app.log")).hasContent("line 0\nline 1\nline 3\nline 4\nline 5\n");
  }

  @Test
  void a_batch_whose_force_failed_is_not_counted_as_delivered_though_it_is_in_the_file()
      throws Exception {
    assertThat(failing("fsync:error=EIO:when=3", true))
        .containsExactly("1 0", "2 0", "2 1", "3 1", "4 1", "5 1");
    assertThat(dir.resolve("app.log"))
        .hasContent("line 0\nline 1\nline 2\nline 3\nline 4\nline 5\n");
  }

  /** What is delivered and what failed after each of six batches. */
  private List<String> failing(String call, boolean fsync) throws Exception {
    Path file = dir.resolve("app.log");
    try (ChildJvm child =
        ChildJvm.start(
            Tools.strace(file.toString(), call),
            dir.resolve("errors"),
            FailingWriter.class,
            file.toString(),
            Boolean.toString(fsync))) {
      List<String> printed = child.lines();
      assertThat(child.await()).as(child.errors()).isZero();
      assertThat(child.errors())
          .containsOnlyOnce("file [" + file + "] cannot be written")
          .containsOnlyOnce("file [" + file + "] is written again");
      return printed;
    }
  }

  private static void assertCounted(Delivery delivery, int logged) {
    assertThat(delivery.accepted()).isEqualTo(logged);
    assertThat(delivery.droppedTotal()).isZero();
    assertThat(delivery.inFlight()).isZero();
    assertThat(delivery.delivered() + delivery.failed()).isEqualTo(logged);
  }

  private int logUntilItFails(AsyncHandler async) {
    int logged = 0;
    while (async.delivery().failed() == 0) {
      logged = log(async, logged, 100);
    }
    return logged;
  }

  private int log(AsyncHandler async, int from, int count) {
    for (int i = from; i < from + count; i++) {
      async.handle(event(line(i)));
    }
    async.awaitDelivered(LONG); // false if something failed
    await().atMost(LONG).until(() -> async.delivery().inFlight() == 0);
    return from + count;
  }

  /** All of one length, and such that packing saves little. */
  private String line(int number) {
    byte[] noise = new byte[70];
    random.nextBytes(noise);
    StringBuilder text = new StringBuilder(String.format("%06d ", number));
    for (byte b : noise) {
      text.append(String.format("%02x", b));
    }
    return text.toString();
  }

  private static List<Integer> numbersIn(List<Path> files) {
    List<Integer> numbers = new ArrayList<>();
    for (Path file : files) {
      String text = Tree.content(file);
      assertThat(text).as(file.toString()).matches("(?s)(\\d{6} [0-9a-f]{140}\n)*");
      text.lines().forEach(line -> numbers.add(Integer.parseInt(line.substring(0, 6))));
    }
    return numbers;
  }

  private static List<Path> logs(Path directory) {
    return names(directory).stream()
        .filter(name -> name.startsWith("app"))
        .map(directory::resolve)
        .toList();
  }

  private static List<String> names(Path directory) {
    String[] names = directory.toFile().list();
    return names == null ? List.of() : Arrays.stream(names).sorted().toList();
  }

  private static FileConfig rolling(Path directory, String ending, long bytes) {
    return FileConfig.rolling(
        directory.resolve("app.log"),
        RollingConfig.SizeAndTimeBased.of(directory + "/app-%d{yyyy-MM, UTC}.%i" + ending, bytes));
  }

  /** Tried again at once, so that no test waits. */
  private static FileConfig patient(FileConfig config) {
    return config.withRetryDelay(Duration.ZERO);
  }

  private static AsyncConfig quiet(AsyncConfig config) {
    return config.withLossNotices(false).withStatus((level, text, cause) -> {});
  }

  private FileHandler handler(FileConfig config) {
    return new FileHandler(config.withStatus(reports), new MessageEncoder());
  }
}
