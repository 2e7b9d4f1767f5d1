package dev.heartwood.tool;

import dev.heartwood.journal.JournalFiles;
import dev.heartwood.journal.Position;
import dev.heartwood.journal.RecoveryReport;
import dev.heartwood.journal.SegmentCodec;
import dev.heartwood.journal.SegmentFile;
import dev.heartwood.store.StoreFiles;
import dev.heartwood.store.StoreFiles.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a journal; of a spool, which is a journal with a reader that delivers; or of a
 * store, which has a journal and checkpoints.
 */
final class JournalSource implements Source {
  private static final String DELIVERY = "delivery";

  private final Path directory;
  private final JournalFiles files;
  private final List<SavedCheckpoint> checkpoints;

  /**
   * @param around where its checkpoints are if it is the journal of a store
   */
  JournalSource(Path directory, @Nullable Path around) throws IOException {
    this.directory = directory;
    files = JournalFiles.read(directory, SegmentCodec.GZIP);
    checkpoints = isOfStore() && around != null ? StoreFiles.checkpoints(around) : List.of();
  }

  @Override
  public String kind() {
    if (isOfStore()) {
      return "store";
    }
    return delivered() == null ? "journal" : "spool";
  }

  private boolean isOfStore() {
    return files.readers().containsKey(StoreFiles.READER);
  }

  private @Nullable Position delivered() {
    return files.readers().get(DELIVERY);
  }

  @Override
  public String unit() {
    return "sequence";
  }

  @Override
  public Optional<String> holder() {
    return LockOwner.of(JournalFiles.lockFile(directory));
  }

  @Override
  public boolean holdsEvents() {
    return delivered() != null || isOfStore();
  }

  @Override
  public void describe(Facts facts) {
    RecoveryReport report = files.report();
    Optional<String> holder = holder();
    facts.add("state", holder.isPresent() ? "in use" : report.clean() ? "clean" : "not closed");
    facts.add("held by", holder.orElse("nobody"));
    facts.add("layout", files.version());
    facts.add("journal id", Long.toHexString(files.id()));
    facts.add("same boot as now", files.isOfThisBoot());
    facts.add("first sequence", files.first());
    facts.add("end sequence", files.end());
    facts.add("records", files.end() - files.first());
    facts.add("bytes", files.segments().stream().mapToLong(SegmentFile::bytes).sum());
    facts.add("torn bytes at the end", report.tornBytes());
    facts.add("records given up", report.tornRecords());
    facts.add("damaged records at the end", report.damagedRecords());
    facts.add("unreadable segments", report.damagedSegments());
    files.epochStarts().forEach(start -> describe(start, facts.one("epochs")));
    for (Map.Entry<String, Position> each : new TreeMap<>(files.readers()).entrySet()) {
      Facts reader = facts.one("readers").add("name", each.getKey());
      reader.add("at", each.getValue().sequence()).add("epoch", each.getValue().epoch());
      reader.add("lag", Math.max(0, files.end() - each.getValue().sequence()));
    }
    checkpoints.forEach(checkpoint -> describe(checkpoint, facts.one("checkpoints")));
    files.segments().forEach(segment -> describe(segment, facts.one("segments")));
  }

  private static void describe(Position start, Facts facts) {
    facts.add("epoch", start.epoch()).add("from", start.sequence());
  }

  private static void describe(SavedCheckpoint checkpoint, Facts facts) {
    facts.add("file", checkpoint.path().getFileName().toString());
    facts.add("end", checkpoint.endSequence());
    facts.add("keys", checkpoint.keys());
    facts.add("bytes", checkpoint.bytes());
    facts.add("state", checkpoint.damage().isEmpty() ? "sound" : "damaged");
  }

  private static void describe(SegmentFile segment, Facts facts) {
    facts.add("file", segment.path().getFileName().toString());
    facts.add("epoch", segment.epoch());
    facts.add("first", segment.first());
    facts.add("end", segment.end());
    facts.add("bytes", segment.bytes());
    facts.add("begun", segment.begun().toString());
    facts.add("codec", segment.sealed() ? segment.codec() : "none");
  }

  @Override
  public Records records(boolean undelivered, long from) throws IOException {
    long start = Math.max(from, files.first());
    if (undelivered) {
      Position delivered = delivered();
      if (delivered == null) {
        throw new IOException(
            "--undelivered must be used with a ring file or a spool, was with the journal ["
                + directory
                + "]");
      }
      start = Math.max(start, delivered.sequence());
    }
    Records records = new JournalRecords(directory, files, Math.min(start, files.end()));
    return isOfStore() ? new StoreRecords(records, checkpoints) : records;
  }
}
