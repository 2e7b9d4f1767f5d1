package dev.heartwood.ring;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The names in a {@link RingFile}: what comes again in many payloads is kept here once, and they
 * carry its number. Names are only ever added, until the ring is opened and nothing is left in it.
 * A payload is published after its names are here, so whoever is killed leaves none without them.
 *
 * <pre>
 * byte  size
 *  0     4    length of the name; 0: no more names
 *  4     4    CRC32C of the name, then of its number XOR the id of the ring
 *  8     -    the name, then zeros up to a multiple of 8
 * </pre>
 *
 * A name's number is its place, in steps of 8 bytes. The next generation begins with the names of
 * the one before, at the same places: a number that was given before the change is right after it.
 *
 * <pre>
 * field    written by                read by            ordering
 * busy     whoever adds              same               compare-and-set; nobody waits for it
 * bytes    whoever adds              worker             plain; carried by end, and by the frame
 * end      whoever adds              worker             volatile
 * ended    worker, before it copies  whoever adds       volatile; read after end is written: what the
 *          up to end                                    copy may lack gets no number
 * known    whoever adds              same               under busy
 * sound    worker, before anybody    whoever adds       plain; carried by the generation
 *          adds
 * </pre>
 */
final class RingNames {
  /** All numbers fit into 16 bits. */
  static final int BYTES = 256 * 1024;

  private static final int HEADER = 8;
  private static final int STEP = 8;
  private static final int SHIFT = 3;
  private static final int CRC = 4;
  private static final VarHandle FILE_INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable ByteBuffer file;
  private final long ringId;
  private final byte[] bytes;
  private final Map<ByteBuffer, Integer> known = new HashMap<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile int end;
  private volatile boolean ended;
  private boolean sound = true;

  private RingNames(@Nullable ByteBuffer file, long ringId, byte[] bytes) {
    this.file = file;
    this.ringId = ringId;
    this.bytes = bytes;
  }

  /** Those in a mapped file. If one of them is damaged no more are added. */
  static RingNames of(RingFile file) {
    byte[] bytes = new byte[BYTES];
    file.buffer().get(RingFile.NAMES, bytes);
    RingNames names = new RingNames(file.buffer(), file.ringId(), bytes);
    names.load();
    return names;
  }

  /** Those in a file that another process may use, to look at. */
  static RingNames read(RandomAccessFile in, long ringId) throws IOException {
    byte[] bytes = new byte[BYTES];
    RingScan.read(in, RingFile.NAMES, bytes, 0, BYTES);
    return new RingNames(null, ringId, bytes);
  }

  private void load() {
    CRC32C crc = new CRC32C();
    int at = 0;
    while (isSound(at, crc)) {
      int length = lengthAt(at);
      known.put(ByteBuffer.wrap(bytes, at + HEADER, length), at >> SHIFT);
      at += sizeOf(length);
    }
    end = at;
    sound = Arrays.mismatch(bytes, at, BYTES, new byte[BYTES], 0, BYTES - at) < 0;
  }

  private int lengthAt(int at) {
    return (int) Frame.INT.get(bytes, at);
  }

  private static int sizeOf(int length) {
    return HEADER + length + STEP - 1 & -STEP;
  }

  private boolean isSound(int at, CRC32C crc) {
    if (at > BYTES - HEADER) {
      return false;
    }
    int length = lengthAt(at);
    return length > 0
        && length <= BYTES - HEADER - at
        && (int) Frame.INT.get(bytes, at + CRC) == crcOf(at, length, crc);
  }

  private int crcOf(int at, int length, CRC32C crc) {
    byte[] place = new byte[Long.BYTES];
    Frame.LONG.set(place, 0, ringId ^ at >> SHIFT);
    crc.reset();
    crc.update(bytes, at + HEADER, length);
    crc.update(place, 0, place.length);
    return (int) crc.getValue();
  }

  /**
   * Gives a name its number, the one it has if it is here. Any thread; waits for nobody.
   *
   * @param leaving how many bytes have to be left for others
   * @return negative if it gets none, now or ever
   */
  int number(byte[] source, int from, int to, int leaving) {
    if (ended || !busy.compareAndSet(false, true)) {
      return -1;
    }
    try {
      Integer number = known.get(ByteBuffer.wrap(source, from, to - from));
      return number == null ? add(source, from, to - from, leaving) : number;
    } catch (InternalError e) {
      return -1; // the file was cut: the worker will see it
    } finally {
      busy.set(false);
    }
  }

  private int add(byte[] source, int from, int length, int leaving) {
    int at = end;
    int size = sizeOf(length);
    if (!sound || file == null || length == 0 || size > BYTES - leaving - at) {
      return -1;
    }
    System.arraycopy(source, from, bytes, at + HEADER, length);
    Frame.INT.set(bytes, at + CRC, crcOf(at, length, new CRC32C()));
    Frame.INT.set(bytes, at, length);
    file.put(RingFile.NAMES + at + CRC, bytes, at + CRC, size - CRC);
    FILE_INT.setVolatile(file, RingFile.NAMES + at, length);
    end = at + size;
    if (ended) {
      return -1;
    }
    known.put(ByteBuffer.wrap(bytes, at + HEADER, length), at >> SHIFT);
    return at >> SHIFT;
  }

  /**
   * The name with that number.
   *
   * @return null if there is none, or it is damaged
   */
  byte @Nullable [] get(int number) {
    int at = number << SHIFT;
    if (number < 0 || number >= BYTES >> SHIFT || !isSound(at, new CRC32C())) {
      return null;
    }
    return Arrays.copyOfRange(bytes, at + HEADER, at + HEADER + lengthAt(at));
  }

  /** Begins with all that the generation before has, which gets no more; before anybody adds. */
  void goOnFrom(RingNames older) {
    older.ended = true;
    int length = older.end;
    System.arraycopy(older.bytes, 0, bytes, 0, length);
    known.clear();
    load();
    sound &= older.sound;
    restore();
  }

  /** Adds none: a payload may mean another name by the next number. Before anybody adds. */
  void addNone() {
    sound = false;
  }

  /** The generation after it could not be made, and this one goes on. */
  void resume() {
    ended = false;
  }

  /** Writes them into the file again, after it was cut. */
  void restore() {
    if (file != null) {
      file.put(RingFile.NAMES, bytes, 0, end);
    }
  }

  /** Forgets all of them: no payload is left. Before anybody adds. */
  void clear() {
    if (end == 0 && sound) {
      return;
    }
    Arrays.fill(bytes, (byte) 0);
    if (file != null) {
      file.put(RingFile.NAMES, bytes, 0, BYTES);
    }
    known.clear();
    end = 0;
    sound = true;
  }
}
