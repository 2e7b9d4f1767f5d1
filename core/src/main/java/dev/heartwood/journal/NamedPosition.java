package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How far a named reader has come: a file with two slots that are written in turn, so that one of
 * them is always whole. The good one with the higher generation counts.
 *
 * <pre>
 * offset size
 *    0      8   generation, 0 where nothing was written
 *    8      8   epoch     of the next record to read
 *   16      8   sequence
 *   24      4   CRC32C of these 24 bytes
 *  512     28   the other slot, in another sector
 * </pre>
 *
 * <p><b>Threads:</b> any, one after the other.
 */
final class NamedPosition {
  static final String PREFIX = "reader-";

  private static final int SLOT_BYTES = 28;
  private static final int SLOT_DISTANCE = 512;

  private final String name;
  private final Path path;
  private final DiskFile file;
  private final byte[] slot = new byte[SLOT_BYTES];
  private final CRC32C crc = new CRC32C();
  private long generation;
  private Position position;
  private boolean forced;
  private boolean closed;
  private long forcedSequence;

  private NamedPosition(String name, Path path, DiskFile file, Position position) {
    this.name = name;
    this.path = path;
    this.file = file;
    this.position = position;
  }

  static String requireName(String name) {
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException(
          "reader name must be 1 to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or digit,"
              + " was '"
              + name
              + "'");
    }
    return name;
  }

  static NamedPosition create(Disk disk, Path directory, String name, Position position)
      throws IOException {
    Path path = directory.resolve(PREFIX + name);
    DiskFile file = disk.create(path);
    boolean created = false;
    try {
      NamedPosition named = new NamedPosition(name, path, file, position);
      file.write(0, new byte[2 * SLOT_DISTANCE], 0, 2 * SLOT_DISTANCE);
      named.moveTo(position);
      named.force();
      disk.forceDirectory(directory);
      created = true;
      return named;
    } finally {
      if (!created) {
        file.close();
        disk.delete(path);
      }
    }
  }

  /**
   * @param fallback where a reader goes whose slots are both bad
   */
  static NamedPosition open(Disk disk, Path directory, String name, Position fallback)
      throws IOException {
    Path path = directory.resolve(PREFIX + name);
    DiskFile file = disk.open(path);
    NamedPosition named = new NamedPosition(name, path, file, fallback);
    named.readSlot(0);
    named.readSlot(SLOT_DISTANCE);
    named.forcedSequence = named.position.sequence();
    return named;
  }

  /** The same without keeping it open. */
  static Position read(Disk disk, Path path, Position fallback) throws IOException {
    try (DiskFile file = disk.openToRead(path)) {
      NamedPosition named = new NamedPosition(path.toString(), path, file, fallback);
      named.readSlot(0);
      named.readSlot(SLOT_DISTANCE);
      return named.position;
    }
  }

  private void readSlot(long offset) throws IOException {
    if (file.read(offset, slot, 0, SLOT_BYTES) == SLOT_BYTES
        && Frames.intAt(slot, 24) == checksum()
        && Frames.longAt(slot, 0) > generation) {
      generation = Frames.longAt(slot, 0);
      position = new Position(Frames.longAt(slot, 8), Frames.longAt(slot, 16));
    }
  }

  private int checksum() {
    crc.reset();
    crc.update(slot, 0, 24);
    return (int) crc.getValue();
  }

  String name() {
    return name;
  }

  Path path() {
    return path;
  }

  synchronized Position position() {
    return position;
  }

  /** In the page cache when it returns. */
  synchronized void moveTo(Position next) throws IOException {
    if (closed) {
      throw new IllegalStateException("reader " + name + " cannot commit: the journal is closed");
    }
    Frames.putLong(slot, 0, generation + 1);
    Frames.putLong(slot, 8, next.epoch());
    Frames.putLong(slot, 16, next.sequence());
    Frames.putInt(slot, 24, checksum());
    file.write((generation + 1) % 2 * SLOT_DISTANCE, slot, 0, SLOT_BYTES);
    generation++;
    position = next;
    forced = false;
  }

  /**
   * Makes the position survive a loss of power.
   *
   * @return its sequence
   */
  synchronized long force() throws IOException {
    if (!forced) {
      file.force();
      forced = true;
      forcedSequence = position.sequence();
    }
    return forcedSequence;
  }

  synchronized void close() throws IOException {
    closed = true;
    file.close();
  }
}
