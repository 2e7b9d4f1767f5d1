package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * What holds for all partitions, in one small file that is replaced as a whole.
 *
 * <pre>
 * heartwood-index 1
 * committed 4711       every entry of a smaller sequence is in its partition, or expired
 * floor 20522          partitions of days before it are gone; counted from 1970-01-01
 * expired 3            entries that came too late, of the sequences below committed
 * days 20522 20523     partitions that have been committed
 * crc32c 1a2b3c4d      of the lines above
 * </pre>
 */
record StateFile(long committed, long floor, long expired, SortedSet<Day> days) {
  static final StateFile NEW = new StateFile(0, Long.MIN_VALUE, 0, new TreeSet<>());

  private static final String NAME = "state";
  private static final String FIRST_LINE = "heartwood-index 1";

  static StateFile read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException none) {
      return NEW;
    }
    int last = text.lastIndexOf("crc32c ");
    if (!text.startsWith("heartwood-index ") || last < 0) {
      throw new DamagedIndexException(file, "it is no state of an index");
    }
    if (!text.startsWith(FIRST_LINE + "\n")) {
      throw new DamagedIndexException(
          file, "version must be 1, was " + text.lines().findFirst().orElse(""));
    }
    String body = text.substring(0, last);
    if (!text.substring(last).equals(sum(body))) {
      throw new DamagedIndexException(file, "its checksum does not match");
    }
    String[] lines = body.split("\n");
    SortedSet<Day> days = new TreeSet<>();
    for (String day : value(lines[4]).split(" ")) {
      if (!day.isEmpty()) {
        days.add(new Day(Long.parseLong(day)));
      }
    }
    return new StateFile(
        Long.parseLong(value(lines[1])),
        Long.parseLong(value(lines[2])),
        Long.parseLong(value(lines[3])),
        days);
  }

  void write(Path directory) throws IOException {
    List<String> numbers = new ArrayList<>();
    days.forEach(day -> numbers.add(Long.toString(day.number())));
    String body =
        FIRST_LINE
            + ("\ncommitted " + committed + "\nfloor " + floor + "\nexpired " + expired)
            + ("\ndays " + String.join(" ", numbers) + "\n");
    Path file = directory.resolve(NAME);
    Path next = directory.resolve(NAME + ".tmp");
    Files.writeString(next, body + sum(body));
    PrivateDirectory.restrict(next);
    force(next, StandardOpenOption.WRITE);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(directory, StandardOpenOption.READ);
  }

  static void force(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  private static String value(String line) {
    return line.substring(line.indexOf(' ') + 1);
  }

  private static String sum(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return "crc32c " + Long.toHexString(crc.getValue()) + "\n";
  }
}
