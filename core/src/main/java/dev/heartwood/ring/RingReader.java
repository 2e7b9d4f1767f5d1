package dev.heartwood.ring;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a ring without a lock and without changing anything, also while a process uses
 * them: for tools. Oldest event first. Unlike a recovery it believes no event whose checksum is
 * wrong.
 *
 * <p>What is published later than {@link #open} does not show. What a living process frees
 * meanwhile is passed over, and counts as {@link #gone()}.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> {@link #buffer()} is used again for the next
 * event.
 */
public final class RingReader implements Closeable {
  private static final int ATTEMPTS = 10;

  private final List<RingFileState> files;
  private final List<RingScan> scans;
  private final List<RingNames> names;
  private final long settled;
  private int current;

  private RingReader(
      List<RingFileState> files, List<RingScan> scans, List<RingNames> names, long settled) {
    this.files = files;
    this.scans = scans;
    this.names = names;
    this.settled = settled;
  }

  /**
   * Opens all files of a ring.
   *
   * @param file the ring's, as it was configured
   * @param undelivered whether to leave out what is known to be delivered, and still there by
   *     chance
   * @throws IOException if one of them is not the file of a ring, or of another version
   */
  public static RingReader open(Path file, boolean undelivered) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return tryOpen(file.toAbsolutePath(), undelivered);
      } catch (NoSuchFileException e) { // given another name while we looked
        if (attempt == ATTEMPTS || e.getFile().equals(file.toAbsolutePath().toString())) {
          throw e;
        }
      }
    }
  }

  private static RingReader tryOpen(Path file, boolean undelivered) throws IOException {
    List<RandomAccessFile> opened = new ArrayList<>();
    List<RingFileState> files = new ArrayList<>();
    boolean all = false;
    try {
      List<Path> paths = RingFiles.existing(file);
      if (paths.isEmpty()) {
        throw new NoSuchFileException(file.toString());
      }
      List<RingScan.Source> sources = new ArrayList<>();
      for (Path each : paths) {
        RandomAccessFile in = openToRead(each);
        opened.add(in);
        sources.add(new RingScan.Source(in, state(each, in)));
      }
      sources.sort(Comparator.comparingLong(source -> source.state().number()));
      long settled = settled(sources);
      List<RingScan> scans = new ArrayList<>();
      List<RingNames> names = new ArrayList<>();
      for (RingScan.Source each : sources) {
        files.add(each.state());
        names.add(RingNames.read(each.in(), each.state().ringId())); // after the tail
        scans.add(new RingScan(each, settled, undelivered));
      }
      all = true;
      return new RingReader(List.copyOf(files), scans, names, settled);
    } finally {
      if (!all) {
        for (RandomAccessFile each : opened) {
          each.close();
        }
      }
    }
  }

  private static RandomAccessFile openToRead(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new RandomAccessFile(path.toFile(), "r");
  }

  /**
   * A living process goes on meanwhile: what grows is read later than what may not be beyond it.
   */
  private static RingFileState state(Path path, RandomAccessFile in) throws IOException {
    for (int attempt = 1; ; attempt++) {
      ByteBuffer header = header(path, in);
      header.putLong(RingFile.FREED, header(path, in).getLong(RingFile.FREED));
      header.putLong(RingFile.TAIL, header(path, in).getLong(RingFile.TAIL));
      RingFileState state = RingFileState.of(path, header, in.length());
      if (state.isConsistent() || attempt == ATTEMPTS) {
        return state;
      }
    }
  }

  private static ByteBuffer header(Path path, RandomAccessFile in) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(RingFile.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.position(RingScan.read(in, 0, header.array(), 0, RingFile.HEADER));
    RingFile.check(path, header);
    long capacity = RingFile.sizeIn(header) - RingFile.FRAMES;
    try {
      MappedRing.requireCapacity(capacity);
    } catch (IllegalArgumentException e) {
      throw new IOException("[" + path + "]: " + e.getMessage(), e);
    }
    return header;
  }

  /** Everything before it is known to be where it belongs; 0 if nothing is known. */
  private static long settled(List<RingScan.Source> sources) {
    Checkpoint newest = null;
    for (RingScan.Source each : sources) {
      Checkpoint found = each.state().thisBoot() ? each.state().checkpoint() : null;
      if (found != null && (newest == null || found.sequence() > newest.sequence())) {
        newest = found;
      }
    }
    return newest == null || (newest.from() & 7) != 0 ? 0 : newest.from();
  }

  /** Oldest first; as a rule there is one. */
  public List<RingFileState> files() {
    return files;
  }

  /** Everything before this position is known to be where it belongs; 0 if nothing is known. */
  public long settled() {
    return settled;
  }

  /**
   * Moves to the next event that is whole.
   *
   * @return false if there is none
   */
  public boolean next() throws IOException {
    while (!scans.get(current).next()) {
      if (current == scans.size() - 1) {
        return false;
      }
      current++;
    }
    return true;
  }

  /** Of the current event. */
  public long position() {
    return scans.get(current).position();
  }

  /** Whether the current event is known to be delivered, and is still there by chance. */
  public boolean isDelivered() {
    return scans.get(current).isDelivered();
  }

  /** Holds the payload of the current event; read only. */
  public byte[] buffer() {
    return scans.get(current).buffer();
  }

  /** Where in {@link #buffer()} the payload begins. */
  public int offset() {
    return Frame.GAP;
  }

  /** Of the payload, in bytes. */
  public int length() {
    return scans.get(current).length();
  }

  /**
   * The name that has this number in the file of the current event.
   *
   * @return null if there is none, or it is damaged
   */
  public byte @Nullable [] name(int number) {
    return names.get(current).get(number);
  }

  /** What was found so far that cannot be read, in order. */
  public List<RingDamage> damage() {
    List<RingDamage> all = new ArrayList<>();
    for (RingScan each : scans) {
      all.addAll(each.damage());
    }
    return all;
  }

  /** Claims found so far that were not completed: calls that have not returned. */
  public long holes() {
    return scans.stream().mapToLong(RingScan::holes).sum();
  }

  /** Bytes that a living process freed before they were read. */
  public long gone() {
    return scans.stream().mapToLong(RingScan::gone).sum();
  }

  /** How many bytes of the files are passed, for those who wait. */
  public long passed() {
    return scans.stream().mapToLong(RingScan::passed).sum();
  }

  /** How many there are to pass. */
  public long toPass() {
    return scans.stream().mapToLong(RingScan::toPass).sum();
  }

  @Override
  public void close() throws IOException {
    for (RingScan each : scans) {
      each.close();
    }
  }
}
