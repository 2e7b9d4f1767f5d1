package dev.heartwood.service.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link ByteSink} wrote, and never past its end.
 *
 * <p><b>Errors:</b> an {@link IOException} where the bytes say what cannot be.
 */
final class ByteSource {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private int position;

  ByteSource(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    start = offset;
    position = offset;
    this.end = offset + length;
  }

  /** The same from its beginning. */
  ByteSource again() {
    return new ByteSource(bytes, start, end - start);
  }

  byte[] array() {
    return bytes;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  int oneByte() throws IOException {
    require(1);
    return bytes[position++] & 0xFF;
  }

  int fourBytes() throws IOException {
    require(4);
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | bytes[position++] & 0xFF;
    }
    return value;
  }

  long eightBytes() throws IOException {
    return (long) fourBytes() << 32 | fourBytes() & 0xFFFF_FFFFL;
  }

  long number() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = oneByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("a number must have at most 10 bytes, at byte " + position);
  }

  long signed() throws IOException {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  /** A number of things of which each takes a byte at least. */
  int count() throws IOException {
    long count = number();
    if (count < 0 || count > remaining()) {
      throw new IOException(
          "a count must be 0 to " + remaining() + ", was " + count + " at byte " + position);
    }
    return (int) count;
  }

  String text() throws IOException {
    int length = count();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  byte[] bytes() throws IOException {
    int length = count();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** Bytes with their number in front, to be read apart. */
  ByteSource part() throws IOException {
    int length = count();
    position += length;
    return new ByteSource(bytes, position - length, length);
  }

  /** Passes over bytes, or a text, with their number in front. */
  void skipBytes() throws IOException {
    int length = count();
    position += length;
  }

  void skip(int length) throws IOException {
    require(length);
    position += length;
  }

  private void require(int length) throws IOException {
    if (length < 0 || length > remaining()) {
      throw new IOException(
          "must have " + length + " bytes more at byte " + position + ", had " + remaining());
    }
  }
}
