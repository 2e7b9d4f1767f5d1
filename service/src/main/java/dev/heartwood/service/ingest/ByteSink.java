package dev.heartwood.service.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that grow, the most significant first.
 *
 * <pre>
 * number  unsigned, seven bits to a byte, the least significant first; the highest bit of a byte
 *         says that another one follows
 * signed  number 2n for n &gt;= 0, and -2n-1 for n &lt; 0
 * text    number of bytes, then those: UTF-8, a surrogate without its partner as a question mark
 * </pre>
 *
 * <p><b>Threads:</b> one at a time.
 */
final class ByteSink {
  private static final byte[] NONE = {};
  private static final int LEAST_BYTES = 64;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private byte[] bytes;
  private int size;

  /** Takes no room until it is written to: most columns of most requests stay empty. */
  ByteSink() {
    bytes = NONE;
  }

  /**
   * @param bytes that are expected; if there are as many, {@link #array} is all of them
   */
  ByteSink(int bytes) {
    this.bytes = new byte[bytes];
  }

  void clear() {
    size = 0;
  }

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void oneByte(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void fourBytes(int value) {
    room(4);
    size = putInt(bytes, size, value);
  }

  void eightBytes(long value) {
    room(8);
    size = putLong(bytes, size, value);
  }

  void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void signed(long value) {
    number(value << 1 ^ value >> 63);
  }

  void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** With their number in front. */
  void bytes(byte[] value) {
    number(value.length);
    raw(value, 0, value.length);
  }

  /** With their number in front. */
  void bytes(ByteSink value) {
    number(value.size);
    raw(value.bytes, 0, value.size);
  }

  void raw(byte[] value, int offset, int length) {
    room(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  static void patchLong(byte[] into, int offset, long value) {
    putLong(into, offset, value);
  }

  private static int putInt(byte[] into, int offset, int value) {
    for (int i = 0; i < 4; i++) {
      into[offset + i] = (byte) (value >>> 24 - 8 * i);
    }
    return offset + 4;
  }

  private static int putLong(byte[] into, int offset, long value) {
    for (int i = 0; i < 8; i++) {
      into[offset + i] = (byte) (value >>> 56 - 8 * i);
    }
    return offset + 8;
  }

  private void room(int more) {
    long needed = (long) size + more;
    if (needed > bytes.length) {
      if (needed > MAX_BYTES) {
        throw new IllegalStateException("must hold at most " + MAX_BYTES + " bytes");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(LEAST_BYTES, 2 * needed)));
    }
  }
}
