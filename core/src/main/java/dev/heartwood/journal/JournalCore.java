package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What writer, group commit, upkeep and readers of one journal share. */
record JournalCore(
    Disk disk,
    Path directory,
    JournalConfig config,
    Codecs codecs,
    Segments segments,
    Marks marks,
    Tail tail,
    Counters counters) {

  /** Where a reader begins that wants records from that time on; it leaves out what is older. */
  long sequenceFrom(long timestamp) throws IOException {
    while (true) {
      Segment segment = segments.from(timestamp);
      Segment.StoredAs file = segment.file();
      try (Bytes opened = segment.open(disk, codecs)) {
        return segment.index(opened).sequenceFrom(timestamp, segment.first());
      } catch (NoSuchFileException e) { // sealed or retired meanwhile, unless somebody took it
        if (segments.from(timestamp) == segment && segment.file() == file) {
          throw e;
        }
      } catch (DamagedSegmentException e) {
        return segment.first(); // all of it is skipped when it is read
      }
    }
  }
}
