package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogEvent;
import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Delivery;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Utf8Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a kill leaves on the disk, taken as a copy at every step of writing and rolling; from each
 * the next start makes the same files. A copy shows what a killed process would have left, since
 * both see what the operating system has.
 */
class CrashImagesTest {
  private static final int EVENTS = 60;
  private static final String HEAD = "head\n";
  private static final String FOOT = "foot\n";

  private @TempDir Path dir;
  private final List<String> images = new ArrayList<>();
  private final Map<String, Long> keys = new HashMap<>();
  private boolean taking = true;

  @Test
  void every_step_can_be_the_last_and_nothing_is_lost_doubled_or_torn() throws Exception {
    Path live = Files.createDirectory(dir.resolve("live"));
    CountDownLatch allLogged = new CountDownLatch(1);
    try (AsyncHandler async = new AsyncHandler(config(live), new Photographed(live, allLogged))) {
      for (int i = 0; i < EVENTS; i++) {
        async.handle(event(line(i)));
      }
      allLogged.countDown();
      assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      taking = false;
    }
    assertThat(Files.list(live).filter(file -> isRolled(file)).count()).isGreaterThan(5);
    assertThat(images).hasSizeGreaterThan(60);
    for (String image : images) {
      recover(image);
    }
  }

  private void recover(String image) throws IOException {
    Path there = dir.resolve(image);
    try (AsyncHandler async = new AsyncHandler(config(there), new Copied(there, keys.get(image)))) {
      async.handle(event(line(EVENTS)));
      assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      Delivery delivery = async.delivery();
      assertThat(delivery.possiblyDuplicated()).as(image).isZero();
      assertThat(delivery.failed()).as(image).isZero();
    }
    List<String> lines = new ArrayList<>();
    for (Path file : files(there)) {
      String text = Files.readString(file);
      assertThat(text).as(image + ": " + file).startsWith(HEAD).endsWith(FOOT);
      lines.addAll(text.substring(HEAD.length(), text.length() - FOOT.length()).lines().toList());
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i <= EVENTS; i++) {
      expected.add(line(i));
    }
    assertThat(lines).as(image).isEqualTo(expected);
    delete(there);
  }

  private static String line(int number) {
    return number + " " + "x".repeat(50 + number % 7);
  }

  private static AsyncConfig config(Path directory) {
    return AsyncConfig.DEFAULT
        .withRingFile(directory.resolve("app.ring"))
        .withRingFileBytes(1 << 20)
        .withStatus((level, text, cause) -> {});
  }

  private static FileConfig file(Path directory) {
    return FileConfig.rolling(
            directory.resolve("app.log"),
            RollingConfig.SizeAndTimeBased.of(directory + "/app-%d{yyyy-MM, UTC}.%i.log", 500))
        .withBufferBytes(200);
  }

  private static boolean isRolled(Path file) {
    return file.getFileName().toString().startsWith("app-");
  }

  private static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      files.addAll(all.filter(CrashImagesTest::isRolled).toList());
    }
    files.sort(Comparator.comparingInt(CrashImagesTest::index));
    files.add(directory.resolve("app.log"));
    return files;
  }

  private static int index(Path rolled) {
    return Integer.parseInt(rolled.getFileName().toString().split("\\.")[1]);
  }

  private Encoder encoder(@Nullable Path photographed) {
    return new Encoder() {
      @Override
      public void encode(LogEvent event, Utf8Buffer out) {
        out.append(event.message());
        out.append((byte) '\n');
      }

      @Override
      public void encodeHeader(Utf8Buffer out) {
        if (photographed != null) {
          photograph(photographed, "fresh file");
          String image = photograph(photographed, "no file");
          delete(dir.resolve(image).resolve("app.log"));
        }
        out.append(HEAD);
      }

      @Override
      public void encodeFooter(Utf8Buffer out) {
        if (photographed != null) {
          for (int written = 0; written <= FOOT.length(); written++) {
            append(photograph(photographed, "footer " + written), FOOT.substring(0, written));
          }
        }
        out.append(FOOT);
      }
    };
  }

  /** Copies everything, and gives the copy's name. */
  private String photograph(Path live, String what) {
    if (!taking) {
      return "none";
    }
    String image = images.size() + " " + what;
    try {
      Path there = Files.createDirectory(dir.resolve(image));
      try (Stream<Path> all = Files.list(live)) {
        for (Path each : all.toList()) {
          Files.copy(each, there.resolve(each.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    images.add(image);
    keys.put(image, key(live));
    return image;
  }

  /** Tells the file with that name from others. */
  private static long key(Path directory) {
    try {
      Path file = directory.resolve("app.log");
      return Files.exists(file)
          ? LogFile.keyOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(String image, String text) {
    if (taking) {
      try {
        Files.writeString(dir.resolve(image).resolve("app.log"), text, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void delete(Path path) {
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> all = Files.list(path)) {
          all.forEach(CrashImagesTest::delete);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file handler that is photographed around each of its notes. */
  private final class Photographed implements Resumable {
    private final Path live;
    private final CountDownLatch gate;
    private final FileHandler handler;

    Photographed(Path live, CountDownLatch gate) {
      this.live = live;
      this.gate = gate;
      handler = new FileHandler(file(live), encoder(live));
    }

    @Override
    public Outcome resume(WriteLedger ledger) throws IOException {
      return handler.resume(new PhotographedLedger(ledger));
    }

    @Override
    public void handle(LogEvent event) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      handler.handle(event);
    }

    @Override
    public void flush() throws IOException {
      handler.flush();
    }

    @Override
    public void close() throws IOException {
      handler.close();
    }

    private final class PhotographedLedger implements WriteLedger {
      private final WriteLedger ledger;
      private long end;

      PhotographedLedger(WriteLedger ledger) {
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
      public void writing(long fileKey, long start, long newEnd, int crc32c) {
        photograph(live, "before writing");
        ledger.writing(fileKey, start, newEnd, crc32c);
        photograph(live, "nothing written");
        end = newEnd;
      }

      @Override
      public void written() {
        cut(photograph(live, "all but a byte"), end - 1);
        cut(photograph(live, "half a line"), end - 30);
        photograph(live, "all written");
        ledger.written();
        photograph(live, "after writing");
      }

      @Override
      public void unsure() {
        ledger.unsure();
      }

      @Override
      public void rolling(long fileKey, long start) throws IOException {
        photograph(live, "before the roll");
        ledger.rolling(fileKey, start);
      }
    }
  }

  private void cut(String image, long length) {
    if (taking) {
      try (FileChannel channel =
          FileChannel.open(dir.resolve(image).resolve("app.log"), StandardOpenOption.WRITE)) {
        channel.truncate(length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The handler of the process after the kill. A copy is another file, but is to pass for it. */
  private final class Copied implements Resumable {
    private final Path directory;
    private final long keyThen;
    private final FileHandler handler;

    Copied(Path directory, long keyThen) {
      this.directory = directory;
      this.keyThen = keyThen;
      handler = new FileHandler(file(directory), encoder(null));
    }

    @Override
    public Outcome resume(WriteLedger ledger) throws IOException {
      return handler.resume(new Translated(ledger, keyThen, key(directory)));
    }

    @Override
    public void handle(LogEvent event) throws IOException {
      handler.handle(event);
    }

    @Override
    public void flush() throws IOException {
      handler.flush();
    }

    @Override
    public void close() throws IOException {
      handler.close();
    }
  }

  private record Translated(WriteLedger ledger, long keyThen, long keyNow) implements WriteLedger {
    @Override
    public @Nullable Note last() {
      Note last = ledger.last();
      return last == null || last.fileKey() != keyThen
          ? last
          : new Note(last.kind(), keyNow, last.start(), last.end(), last.crc32c());
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
  }
}
