package dev.heartwood.ring;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One mapped file of a {@link MappedRing}. Little-endian.
 *
 * <pre>
 *  byte  size
 *     0    6   "HWRING"
 *     6    1   major version: readers of another one leave the file alone
 *     7    1   minor version
 *     8    4   hash of this drawing, so that no build misreads what it does not know
 *    12    4   byte order: 0x01020304
 *    16    8   capacity: how many bytes there are for frames
 *    24    8   id of the ring, random
 *    32    8   number of the generation, from 1
 *    40    8   base: the position of the first byte for frames
 *    48   16   type of the file system, text with zeros behind
 *    64    4   CRC32C of bytes 0 to 63; nothing before this changes once the file has its name
 *   128   36   id of the boot of the machine that wrote last, text
 *   256    8   tail: the position after the last claim; its sign bit set: claims have ended
 *   512    8   freed: everything before was delivered
 *   520    8   head: everything before is zero again
 *   528    8   handed: the handler has seen everything before
 *  1024   64   checkpoint, even numbers: see {@link Checkpoint}
 *  1152   64   checkpoint, odd numbers
 *  4096  256K  names: see {@link RingNames}
 *  260K    -   frames; position p lies at 260 K + (p - base) mod capacity
 * </pre>
 *
 * <p>The file is made by writing zeros to all of it, under another name, and forced once: a store
 * into a page that the disk cannot back would be skipped in silence. A file under its own name is
 * complete. It is never forced again, which would make the next store to each page wait.
 */
final class RingFile {
  static final int HEADER = 4096;
  static final int NAMES = HEADER;
  static final int FRAMES = NAMES + RingNames.BYTES;
  static final int BOOT = 128;
  static final int BOOT_LENGTH = 36;
  static final int TAIL = 256;
  static final int FREED = 512;
  static final int HEAD = 520;
  static final int HANDED = 528;
  static final int CHECKPOINT = 1024;
  static final int CHECKPOINT_STEP = 128;

  static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final String LAYOUT =
      "HWRING 1.0 256:tail 512:freed,head,handed 1024:checkpoints 4096:names";
  private static final byte[] MAGIC = "HWRING".getBytes(StandardCharsets.US_ASCII);
  private static final int MAJOR = 1;
  private static final int MINOR = 0;
  private static final int BYTE_ORDER = 0x01020304;
  private static final int HEADER_BYTES = 64;
  static final int PAGE = 4096;
  private static final int CHUNK = 1 << 20;
  private static final int WARM_UP = 5_000;

  static {
    // Until it is compiled an atomic update runs in the JVM's own code, where JDK 17 dies of a page
    // that was cut off; in compiled code that is an InternalError.
    ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < WARM_UP; i++) {
      LONG.compareAndSet(scratch, 0, i, i + 1);
      touch(scratch, 0);
    }
  }

  private final Path path;
  private final ByteBuffer buffer;
  private final long ringId;
  private final long number;
  private final long base;
  private final int capacity;
  private final @Nullable Object key;
  private final byte[] header = new byte[HEADER_BYTES + Integer.BYTES];

  private RingFile(Path path, ByteBuffer buffer, @Nullable Object key) {
    this.path = path;
    this.buffer = buffer;
    this.key = key;
    buffer.get(0, header);
    capacity = (int) buffer.getLong(16);
    ringId = buffer.getLong(24);
    number = buffer.getLong(32);
    base = buffer.getLong(40);
  }

  /**
   * Writes a file of zeros and forces it, so that all its room is really there. A page at a time:
   * what is written at once the kernel also keeps, cleans and dirties at once, and each first store
   * to one of its pages would then cost as much as to all of them.
   */
  static void preallocate(Path path, int capacity) throws IOException {
    boolean written = false;
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(PAGE);
      long left = (long) FRAMES + capacity;
      while (left > 0) {
        zeros.clear().limit((int) Math.min(PAGE, left));
        left -= channel.write(zeros);
      }
      channel.force(true);
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Turns preallocated room into a file of the ring, by its name as the last step. */
  static RingFile create(
      Path room, Path path, int capacity, long ringId, long number, long base, String fileSystem)
      throws IOException {
    try (FileChannel channel = FileChannel.open(room, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      header.put(MAGIC).put((byte) MAJOR).put((byte) MINOR).putInt(layoutHash());
      header.putInt(BYTE_ORDER).putLong(capacity).putLong(ringId).putLong(number).putLong(base);
      header.put(48, text(fileSystem, 16));
      header.putInt(HEADER_BYTES, crc(header));
      header.put(BOOT, text(BootId.current(), BOOT_LENGTH));
      header.putLong(TAIL, base).putLong(FREED, base).putLong(HEAD, base).putLong(HANDED, base);
      header.clear();
      while (header.hasRemaining()) {
        channel.write(header);
      }
    }
    Files.move(room, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return open(path);
  }

  /**
   * @throws IOException if this is no file that we can read; it is left as it is
   */
  static RingFile open(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      while (header.hasRemaining() && channel.read(header) >= 0) {}
      check(path, header);
      if (channel.size() != sizeIn(header)) {
        throw refused(
            path, "must have " + sizeIn(header) + " bytes, was " + channel.size() + ": cut?");
      }
      ByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
      RingFile file = new RingFile(path, buffer.order(ByteOrder.LITTLE_ENDIAN), keyOf(path));
      file.touch();
      return file;
    }
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /**
   * Whether there is nothing at its beginning but zeros: a loss of power came before the header was
   * on the disk, or somebody cut the file to nothing while it was in use.
   */
  static boolean isBlank(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      while (header.hasRemaining() && channel.read(header) >= 0) {}
      return header.position() == HEADER
          && java.util.Arrays.equals(header.array(), new byte[HEADER]);
    }
  }

  /** What has become of the file under its name. */
  External external() throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (!Objects.equals(key, now.fileKey())) {
        return External.GONE;
      }
      return now.size() < (long) FRAMES + capacity ? External.CUT : External.SAME;
    } catch (NoSuchFileException e) {
      return External.GONE;
    }
  }

  /** Gives a file that was cut its header's room again; whether that was gone. */
  boolean lengthenHeader() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      boolean gone = file.length() < HEADER;
      if (gone) {
        file.setLength(HEADER);
      }
      return gone;
    }
  }

  /** Writes again what stands at the beginning and never changes. */
  void restoreHeader() {
    buffer.put(0, header);
    claimForThisBoot();
  }

  /**
   * Gives a file that was cut its length again, so that nobody who reads or writes the mapping runs
   * into what is not there. First the length, which works on a full disk, too.
   */
  void lengthen() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long end = (long) FRAMES + capacity;
      long at = file.length();
      file.setLength(end);
      file.seek(at);
      for (byte[] zeros = new byte[CHUNK]; at < end; at += CHUNK) {
        file.write(zeros, 0, (int) Math.min(CHUNK, end - at));
      }
    }
  }

  /**
   * @param header the beginning of the file, read up to its position
   * @throws IOException if it is not one that we can read
   */
  static void check(Path path, ByteBuffer header) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    header.get(0, magic);
    if (header.position() < HEADER || !java.util.Arrays.equals(magic, MAGIC)) {
      throw refused(path, "is not the file of a ring");
    }
    if (header.get(6) != MAJOR) {
      throw refused(path, "must have version " + MAJOR + ", was " + header.get(6));
    }
    if (header.getInt(HEADER_BYTES) != crc(header)) {
      throw refused(path, "has a damaged header");
    }
    if (header.getInt(8) != layoutHash() || header.getInt(12) != BYTE_ORDER) {
      throw refused(path, "has a layout that this version does not know");
    }
  }

  /** How long a file with that header is. */
  static long sizeIn(ByteBuffer header) {
    return FRAMES + header.getLong(16);
  }

  private static IOException refused(Path path, String why) {
    return new IOException("ringFile [" + path + "] " + why + "; it was left as it is");
  }

  private static int layoutHash() {
    CRC32C crc = new CRC32C();
    crc.update(LAYOUT.getBytes(StandardCharsets.US_ASCII));
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, HEADER_BYTES);
    return (int) crc.getValue();
  }

  private static byte[] text(String text, int length) {
    return java.util.Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), length);
  }

  /** Brings every page in now rather than at the first call that stores into it. */
  private void touch() {
    for (int i = 0; i < buffer.capacity(); i += PAGE) {
      touch(buffer, i);
    }
  }

  /** Stores to the page with that byte, whoever else writes there, and changes nothing. */
  static void touch(ByteBuffer buffer, int at) {
    LONG.getAndAdd(buffer, at & -PAGE, 0L);
  }

  /** Whether the machine was not booted since the file was written to. */
  boolean isOfThisBoot() {
    byte[] boot = new byte[BOOT_LENGTH];
    buffer.get(BOOT, boot);
    String now = BootId.current();
    return !now.isEmpty() && java.util.Arrays.equals(boot, text(now, BOOT_LENGTH));
  }

  void claimForThisBoot() {
    buffer.put(BOOT, text(BootId.current(), BOOT_LENGTH));
  }

  Path path() {
    return path;
  }

  ByteBuffer buffer() {
    return buffer;
  }

  long ringId() {
    return ringId;
  }

  long number() {
    return number;
  }

  long base() {
    return base;
  }

  int capacity() {
    return capacity;
  }

  RingFile renamed(Path newPath) throws IOException {
    Files.move(path, newPath, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new RingFile(newPath, buffer, key);
  }
}
