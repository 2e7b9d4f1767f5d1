package dev.heartwood.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One record as it lies in a segment. Little endian; every frame starts at a multiple of 8.
 *
 * <pre>
 * offset size
 *  0      4   CRC32C of the bytes from 4 to 24 + n, XOR the segment's key
 *  4      4   kind in the upper 4 bits (1 record, 2 end), n in the lower 28; 0 where nothing was written
 *  8      4   sequence - first sequence of the segment
 * 12      4   sequence - durable end when this was written, unsigned, at most 2^32-1
 * 16      8   timestamp, nanoseconds since the epoch
 * 24      n   payload, then zeros up to the next multiple of 8
 * </pre>
 *
 * <p>The key is random and not known to whoever writes payloads, so that a frame of another
 * segment, or one made up inside of a payload, is not taken for one of this segment when a reader
 * looks for the next good frame behind a bad one. What stands at 12 is how recovery tells damage
 * from a torn tail: whatever a later frame calls durable had been there. An end frame says that the
 * journal was closed and that its sequence is the next one.
 */
final class Frames {
  static final int HEADER_BYTES = 24;
  static final int ALIGNMENT = 8;
  static final int MAX_PAYLOAD_BYTES = (1 << 28) - 1;
  static final int RECORD = 1;
  static final int END = 2;

  private static final int KIND_SHIFT = 28;
  private static final int LENGTH_MASK = (1 << KIND_SHIFT) - 1;
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Frames() {}

  /** What a payload takes in a segment. */
  static int size(int payloadLength) {
    return (HEADER_BYTES + payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Puts a payload where {@link #complete} will make a frame of it. */
  static void prepare(
      byte[] frame, int at, long timestamp, byte[] payload, int offset, int length) {
    INT.set(frame, at + 4, RECORD << KIND_SHIFT | length);
    LONG.set(frame, at + 16, timestamp);
    System.arraycopy(payload, offset, frame, at + HEADER_BYTES, length);
    for (int i = at + HEADER_BYTES + length, end = at + size(length); i < end; i++) {
      frame[i] = 0;
    }
  }

  static void prepareEnd(byte[] frame, int at, long timestamp) {
    INT.set(frame, at + 4, END << KIND_SHIFT);
    LONG.set(frame, at + 16, timestamp);
  }

  /** Gives a prepared frame its place. */
  static void complete(byte[] frame, int at, int sequenceOffset, long lag, int key, CRC32C crc) {
    INT.set(frame, at + 8, sequenceOffset);
    INT.set(frame, at + 12, (int) Math.min(lag, UNSIGNED));
    INT.set(frame, at, checksum(frame, at, length(frame, at), key, crc));
  }

  static int checksum(byte[] frame, int at, int length, int key, CRC32C crc) {
    crc.reset();
    crc.update(frame, at + 4, HEADER_BYTES - 4 + length);
    return (int) crc.getValue() ^ key;
  }

  static boolean isIntact(byte[] frame, int at, int key, CRC32C crc) {
    return (int) INT.get(frame, at) == checksum(frame, at, length(frame, at), key, crc);
  }

  static int kind(byte[] frame, int at) {
    return (int) INT.get(frame, at + 4) >>> KIND_SHIFT;
  }

  static int length(byte[] frame, int at) {
    return (int) INT.get(frame, at + 4) & LENGTH_MASK;
  }

  static int sequenceOffset(byte[] frame, int at) {
    return (int) INT.get(frame, at + 8);
  }

  static long lag(byte[] frame, int at) {
    return (int) INT.get(frame, at + 12) & UNSIGNED;
  }

  static long timestamp(byte[] frame, int at) {
    return (long) LONG.get(frame, at + 16);
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }
}
