package dev.heartwood.journal;

import dev.heartwood.EpochNanos;
import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a journal as they are, read without a lock and without changing anything, also while
 * another process writes them: for tools. It shows what opening the journal would keep. To have it
 * recovered, open it and close it.
 *
 * <p><b>Threads:</b> any.
 */
public final class JournalFiles {
  private static final int ATTEMPTS = 10;
  private static final JournalConfig NAMES = JournalConfig.DEFAULT;

  private final JournalCore core;
  private final Epochs epochs;
  private final RecoveryReport report;
  private final Map<String, Position> readers;
  private final SegmentHeader newest;

  private JournalFiles(
      JournalCore core,
      Epochs epochs,
      RecoveryReport report,
      Map<String, Position> readers,
      SegmentHeader newest) {
    this.core = core;
    this.epochs = epochs;
    this.report = report;
    this.readers = readers;
    this.newest = newest;
  }

  /**
   * Looks at what is there now; what is written later does not show.
   *
   * @param codec for files sealed with another one than gzip
   * @throws IOException if there is no journal, or it is not readable
   */
  public static JournalFiles read(Path directory, SegmentCodec codec) throws IOException {
    return read(Disk.local(), directory, codec);
  }

  static JournalFiles read(Disk disk, Path directory, SegmentCodec codec) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return look(disk, directory, codec);
      } catch (NoSuchFileException e) { // sealed or deleted while we looked
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static JournalFiles look(Disk disk, Path directory, SegmentCodec codec)
      throws IOException {
    Codecs codecs = new Codecs(codec);
    Recovery found = Recovery.read(disk, directory, codecs);
    SegmentHeader newest = found.newestHeader();
    if (newest == null) {
      throw new IOException("there is no journal in " + directory);
    }
    Marks marks = new Marks(found.end());
    marks.finish();
    JournalCore core =
        new JournalCore(
            disk,
            directory,
            NAMES,
            codecs,
            new Segments(found.segments()),
            marks,
            new Tail(),
            new Counters());
    Epochs epochs = new Epochs(newest.epochStarts());
    Map<String, Position> readers = new TreeMap<>();
    for (String name : disk.list(directory)) {
      if (name.startsWith(NamedPosition.PREFIX)) {
        Position oldest = epochs.position(found.segments().get(0).first());
        readers.put(
            name.substring(NamedPosition.PREFIX.length()),
            NamedPosition.read(disk, directory.resolve(name), oldest));
      }
    }
    return new JournalFiles(core, epochs, found.report(), readers, newest);
  }

  /**
   * Whether a directory holds files that look like a journal's, by their names alone.
   *
   * @throws IOException if the directory cannot be read
   */
  public static boolean areIn(Path directory) throws IOException {
    for (String name : Disk.local().list(directory)) {
      if (SegmentName.number(name, SegmentName.RAW).isPresent()
          || SegmentName.number(name, SegmentName.SEALED).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The file that is locked by whoever has the journal open. */
  public static Path lockFile(Path directory) {
    return directory.resolve(SegmentName.LOCK);
  }

  /** Random, the same for as long as the journal lives. */
  public long id() {
    return newest.journalId();
  }

  /** Of the layout that this library reads and writes. */
  public String version() {
    return SegmentHeader.MAJOR + "." + SegmentHeader.MINOR;
  }

  /** Whether the machine was not booted since the newest segment was begun. */
  public boolean isOfThisBoot() {
    return newest.bootId() == core.disk().bootId();
  }

  /** What opening it would find; not clean also while it is open elsewhere. */
  public RecoveryReport report() {
    return report;
  }

  /** The oldest sequence that is kept. */
  public long first() {
    return core.segments().oldest().first();
  }

  /** The sequence behind the last record. */
  public long end() {
    return core.marks().written();
  }

  /** The first position of each epoch, oldest first; the oldest ones are forgotten in time. */
  public List<Position> epochStarts() {
    return epochs.starts();
  }

  /** Where each named reader goes on. */
  public Map<String, Position> readers() {
    return Map.copyOf(readers);
  }

  /** Oldest first. */
  public List<SegmentFile> segments() {
    List<SegmentFile> files = new ArrayList<>();
    for (Segment each : core.segments().all()) {
      SegmentHeader header = each.file().header();
      files.add(
          new SegmentFile(
              each.file().path(),
              header.number(),
              header.epoch(),
              each.first(),
              each.end(),
              each.bytes(),
              EpochNanos.toInstant(header.begunNanos()),
              each.file().isSealed(),
              header.codec()));
    }
    return files;
  }

  /**
   * Reads from a sequence on, up to {@link #end()}.
   *
   * @param sequence 0 to {@link #end()}
   */
  public JournalReader reader(long sequence) {
    if (sequence < 0 || sequence > end()) {
      throw new IllegalArgumentException("sequence must be 0 to " + end() + ", was " + sequence);
    }
    return reader(sequence, Long.MIN_VALUE);
  }

  /** Reads records with a timestamp at or after a time, in the order they were appended. */
  public JournalReader reader(Instant from) throws IOException {
    long timestamp = EpochNanos.of(from);
    return reader(core.sequenceFrom(timestamp), timestamp);
  }

  private JournalReader reader(long sequence, long from) {
    return new JournalReader(
        core, epochs, () -> null, Visibility.WRITTEN, sequence, from, null, () -> {});
  }
}
