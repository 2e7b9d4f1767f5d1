package dev.heartwood.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the beginning of one file of a ring, as {@link RingReader} found it. Positions are
 * bytes.
 *
 * @param version of the layout
 * @param number of the generation, from 1
 * @param base the position of the first byte for frames
 * @param bytes how long the file is; less than it should be if it was cut
 * @param bootId of the machine that wrote last
 * @param thisBoot whether the machine was not booted since: its words can then be trusted
 * @param sealed whether nothing can be claimed in it any more
 * @param tail the position after the last claim
 * @param freed everything before was delivered
 * @param head everything before is zero again
 * @param handed the handler has seen everything before
 * @param checkpoint how far the handler has got with its file; null if nobody told
 */
public record RingFileState(
    Path path,
    String version,
    long ringId,
    long number,
    long base,
    int capacity,
    long bytes,
    String fileSystem,
    String bootId,
    boolean thisBoot,
    boolean sealed,
    long tail,
    long freed,
    long head,
    long handed,
    @Nullable Checkpoint checkpoint) {

  static RingFileState of(Path path, ByteBuffer header, long bytes) {
    String boot = text(header, RingFile.BOOT, RingFile.BOOT_LENGTH);
    long tail = header.getLong(RingFile.TAIL);
    return new RingFileState(
        path,
        header.get(6) + "." + header.get(7),
        header.getLong(24),
        header.getLong(32),
        header.getLong(40),
        (int) header.getLong(16),
        bytes,
        text(header, 48, 16),
        boot,
        !boot.isEmpty() && boot.equals(BootId.current()),
        tail < 0,
        tail & Long.MAX_VALUE,
        header.getLong(RingFile.FREED),
        header.getLong(RingFile.HEAD),
        header.getLong(RingFile.HANDED),
        Checkpoint.newest(header));
  }

  private static String text(ByteBuffer header, int at, int length) {
    byte[] bytes = new byte[length];
    header.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII).replace("\0", "");
  }

  /** Whether the positions fit together. */
  public boolean isConsistent() {
    return base >= 0
        && isInOrder(base, head)
        && isInOrder(head, freed)
        && isInOrder(freed, tail)
        && tail - head <= capacity;
  }

  private static boolean isInOrder(long from, long to) {
    return from <= to && (from & 7) == 0 && (to & 7) == 0;
  }

  /** Whether all of the file is there. */
  public boolean isWhole() {
    return bytes == RingFile.FRAMES + (long) capacity;
  }
}
