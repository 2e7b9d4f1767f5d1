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
 * file        upkeep, after the rename              readers, upkeep      volatile
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

  void file(StoredAs value) {
    file = value;
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

  /** The index, read or built when it is first asked for. */
  BlockIndex index(Disk disk, Codecs codecs) throws IOException {
    BlockIndex known = index;
    if (known != null) {
      return known;
    }
    try (Bytes bytes = open(disk, codecs)) {
      BlockIndex found =
          bytes instanceof SealedFile sealed
              ? sealed.index()
              : scan(new FrameCursor(bytes, header));
      index = found;
      return found;
    }
  }

  private BlockIndex scan(FrameCursor cursor) throws IOException {
    BlockIndex built = new BlockIndex(header.newestBefore());
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
