package dev.heartwood.ring;

import dev.heartwood.Padding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What the worker takes out of a {@link MappedRing}: a private copy, used for one frame after the
 * other. Its numbers change with every event and have cache lines of their own, as those of {@link
 * WorkerState}.
 */
public final class Frame extends Padding {
  /** So many bytes are left free for the ring in front of what a producer writes. */
  public static final int GAP = 16;

  /** So many more behind it, at the time of writing. */
  public static final int TRAILER = 3 * Long.BYTES;

  static final int CRC = 8;
  static final int LENGTH = 12;
  static final int LENGTH_BITS = 24;
  static final int MAX_LENGTH = (1 << LENGTH_BITS) - 1;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int INITIAL_BYTES = 1024;
  private static final int RETAINED_BYTES = 64 * 1024;

  /** In place of the room of a frame that is none. */
  private static final long PADDING = Long.MIN_VALUE;

  private long end;
  private long room; // for the payload
  private long p0, p1, p2, p3, p4, p5, p6, p7;
  private byte[] bytes = new byte[INITIAL_BYTES];

  Frame() {}

  /** Makes room for the copy of a frame. */
  byte[] begin(long at, int frameSize, boolean isEvent) {
    end = at + frameSize;
    room = isEvent ? frameSize - GAP : PADDING;
    if (isEvent && (bytes.length < frameSize || bytes.length > RETAINED_BYTES)) {
      bytes = new byte[Math.max(INITIAL_BYTES, frameSize)];
    }
    return bytes;
  }

  /** Where the next frame begins. */
  public long end() {
    return end;
  }

  /** False for padding, which nobody is to see. */
  public boolean isEvent() {
    return room != PADDING;
  }

  /** The array in which the payload lies from {@link #GAP} on. */
  public byte[] bytes() {
    return bytes;
  }

  /** How long the payload is; more than the frame holds if the frame is broken. */
  public int length() {
    return (int) INT.get(bytes, LENGTH) & MAX_LENGTH;
  }

  /** Whether the length fits into the frame. */
  public boolean isSound() {
    return length() <= room;
  }

  /** The number that the producer gave with it. */
  public int tag() {
    return (int) INT.get(bytes, LENGTH) >>> LENGTH_BITS;
  }
}
