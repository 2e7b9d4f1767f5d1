package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of a journal, as writer, readers and upkeep share it.
 *
 * <pre>
 * field       written by                            read by              ordering
 * framesEnd   writer, after the bytes; recovery     readers, upkeep      volatile
 * end         writer under its lock; recovery       readers, upkeep      volatile; after framesEnd
 * endedNanos  as end                                upkeep               volatile
 * file        upkeep, after the rename; who cuts    readers, upkeep      volatile; written under the
 *             it to its length                                           monitor
 * index       who closes it or first asks           readers, upkeep      volatile
 * </pre>
 */
final class Segment {
  /** The end of a segment that is still written to. */
  static final long OPEN = Long.MAX_VALUE;

  /** A file of this segment, and the header in it. */
  record StoredAs(Path path, SegmentHeader header, long bytes) {
    boolean isSealed() {
      return header.has(SegmentHeader.SEALED);
    }

    StoredAs withBytes(long value) {
      return new StoredAs(path, header, value);
    }
  }

  private final SegmentHeader header;
  private volatile StoredAs file;
  private volatile long framesEnd;
  private volatile long end;
  private volatile long endedNanos;
  private volatile @Nullable BlockIndex index;

  Segment(StoredAs file, long framesEnd, long end, @Nullable BlockIndex index) {
    header = file.header();
    this.file = file;
    this.framesEnd = framesEnd;
    this.end = end;
    this.index = index;
  }

  SegmentHeader header() {
    return header;
  }

  long number() {
    return header.number();
  }

  long first() {
    return header.firstSequence();
  }

  long end() {
    return end;
  }

  boolean isClosed() {
    return end != OPEN;
  }

  long endedNanos() {
    return endedNanos;
  }

  void end(long sequence, long nanos) {
    endedNanos = nanos;
    end = sequence;
  }

  long framesEnd() {
    return framesEnd;
  }

  void framesEnd(long offset) {
    framesEnd = offset;
  }

  StoredAs file() {
    return file;
  }

  /** Its file is cut to so many bytes; that of a sealed one is another by now. */
  synchronized void cut(long bytes) {
    if (!file.isSealed()) {
      file = file.withBytes(bytes);
    }
  }

  /** What it takes on the disk. */
  long bytes() {
    return file.bytes();
  }

  /** Opens it for one reader; which file it is may change, not what is in it. */
  Bytes open(Disk disk, Codecs codecs) throws IOException {
    StoredAs now = file;
    return now.isSealed()
        ? SealedFile.open(disk, now.path(), now.header(), codecs.named(now.header().codec()))
        : new RawBytes(disk.openToRead(now.path()));
  }

  /** It is the same, compressed, in another file; its index is there too. */
  synchronized void sealed(StoredAs value) {
    file = value;
    index = null;
  }

  /**
   * Its index; that of a segment that is not sealed is built if nobody has done so.
   *
   * @param opened this segment
   */
  BlockIndex index(Bytes opened) throws IOException {
    if (opened instanceof SealedFile sealed) {
      return sealed.index();
    }
    BlockIndex known = index;
    if (known == null) {
      known = scan(opened);
      index = known;
    }
    return known;
  }

  /** The caller closes what it opened. */
  private BlockIndex scan(Bytes opened) throws IOException {
    BlockIndex built = new BlockIndex(header.newestBefore());
    FrameCursor cursor = new FrameCursor(opened, header);
    while (cursor.next(framesEnd, end)) {
      built.add(cursor.offset(), cursor.sequence(), cursor.timestamp());
    }
    built.finish();
    return built;
  }

  void index(BlockIndex value) {
    index = value;
  }
}
