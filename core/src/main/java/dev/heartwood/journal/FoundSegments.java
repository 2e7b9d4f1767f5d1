package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the directory of a journal, by name and header alone.
 *
 * @param files that count, in the order they were begun
 * @param obsolete that do not: not yet used, not yet sealed, replaced
 * @param unreadable whose headers are bad, in the middle of others
 * @param highestNumber of any of them, -1 if there is none
 */
record FoundSegments(
    List<Segment.StoredAs> files, List<Path> obsolete, List<Path> unreadable, long highestNumber) {

  private static final class Numbered {
    @Nullable Path raw;
    @Nullable Path sealed;
  }

  static FoundSegments in(Disk disk, Path directory) throws IOException {
    TreeMap<Long, Numbered> byNumber = new TreeMap<>();
    List<Path> obsolete = new ArrayList<>();
    long highest = -1;
    for (String name : disk.list(directory)) {
      OptionalLong raw = SegmentName.number(name, SegmentName.RAW);
      OptionalLong sealed = SegmentName.number(name, SegmentName.SEALED);
      Path path = directory.resolve(name);
      if (raw.isPresent()) {
        byNumber.computeIfAbsent(raw.getAsLong(), n -> new Numbered()).raw = path;
      } else if (sealed.isPresent()) {
        byNumber.computeIfAbsent(sealed.getAsLong(), n -> new Numbered()).sealed = path;
      } else if (SegmentName.number(name, SegmentName.SEALING).isPresent()) {
        obsolete.add(path);
      } else {
        highest = Math.max(highest, SegmentName.number(name, SegmentName.DAMAGED).orElse(-1));
      }
    }
    List<Segment.StoredAs> files = new ArrayList<>();
    List<Path> unreadable = new ArrayList<>();
    for (Numbered each : byNumber.values()) {
      Segment.StoredAs good = choose(disk, each, obsolete, unreadable);
      if (good != null) {
        files.add(good);
      }
    }
    if (!byNumber.isEmpty()) {
      highest = Math.max(highest, byNumber.lastKey());
    }
    return new FoundSegments(files, obsolete, unreadable, highest);
  }

  private static Segment.@Nullable StoredAs choose(
      Disk disk, Numbered named, List<Path> obsolete, List<Path> unreadable) throws IOException {
    Path sealed = named.sealed;
    Path raw = named.raw;
    if (sealed != null) {
      SegmentHeader header = SegmentHeader.parse(headerBytes(disk, sealed));
      if (header != null && header.has(SegmentHeader.SEALED)) {
        if (raw != null) {
          obsolete.add(raw);
        }
        return new Segment.StoredAs(sealed, header, disk.size(sealed));
      }
      (raw == null ? unreadable : obsolete).add(sealed);
    }
    if (raw == null) {
      return null;
    }
    byte[] bytes = headerBytes(disk, raw);
    SegmentHeader header = SegmentHeader.parse(bytes);
    if (header == null) {
      (SegmentHeader.isUnused(bytes) ? obsolete : unreadable).add(raw);
      return null;
    }
    return new Segment.StoredAs(raw, header, disk.size(raw));
  }

  private static byte[] headerBytes(Disk disk, Path path) throws IOException {
    byte[] bytes = new byte[SegmentHeader.BYTES];
    try (DiskFile file = disk.openToRead(path)) {
      file.read(0, bytes, 0, bytes.length);
    }
    return bytes;
  }
}
