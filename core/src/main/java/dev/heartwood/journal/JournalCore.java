package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
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
    Counters counters) {}
