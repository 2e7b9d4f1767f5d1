package dev.heartwood.tool;

import dev.heartwood.journal.JournalFiles;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.RecoveryReport;
import dev.heartwood.journal.SegmentCodec;
import dev.heartwood.journal.SegmentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The records of a journal up to what was its end when it was looked at. */
final class JournalRecords implements Records {
  private static final int ATTEMPTS = 100;

  private final Path directory;
  private final long start;
  private final long end;
  private final RecoveryReport report;
  private final List<String> damage = new ArrayList<>();

  private JournalFiles files;
  private JournalReader reader;
  private long expected;
  private long retired;
  private boolean ended;

  JournalRecords(Path directory, JournalFiles files, long start) {
    this.directory = directory;
    this.files = files;
    this.start = start;
    end = files.end();
    expected = start;
    report = files.report();
    reader = files.reader(start);
    if (report.damagedSegments() > 0) {
      damage.add(report.damagedSegments() + " segments have no readable header");
    }
  }

  @Override
  public boolean next() throws IOException {
    for (int attempt = 1; !ended; attempt++) {
      try {
        if (!reader.next() || reader.sequence() >= end) {
          missing(end);
          ended = true;
          return false;
        }
        missing(reader.sequence());
        expected = reader.sequence() + 1;
        return true;
      } catch (NoSuchFileException e) { // its owner has compressed or deleted it meanwhile
        if (attempt == ATTEMPTS) {
          throw e;
        }
        reopen();
      }
    }
    return false;
  }

  private void reopen() throws IOException {
    reader.close();
    files = JournalFiles.read(directory, SegmentCodec.GZIP);
    long first = Math.min(end, files.first());
    if (first > expected) {
      retired += first - expected;
      expected = first;
    }
    reader = files.reader(Math.min(expected, files.end()));
  }

  private void missing(long until) {
    if (until > expected) {
      damage.add(
          (until == expected + 1
                  ? "record " + expected + " cannot be read, "
                  : "records " + expected + " to " + (until - 1) + " cannot be read, ")
              + fileOf(expected));
      expected = until;
    }
  }

  private String fileOf(long sequence) {
    String name = "in no segment";
    for (SegmentFile each : files.segments()) {
      if (each.first() <= sequence) {
        name = each.path().getFileName().toString();
      }
    }
    return name;
  }

  @Override
  public long position() {
    return reader.sequence();
  }

  @Override
  public OptionalLong epochNanos() {
    return OptionalLong.of(reader.epochNanos());
  }

  @Override
  public byte[] buffer() {
    return reader.buffer();
  }

  @Override
  public int offset() {
    return reader.offset();
  }

  @Override
  public int length() {
    return reader.length();
  }

  @Override
  public List<String> damage() {
    return List.copyOf(damage);
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (report.tornBytes() > 0) {
      notes.add(report.tornBytes() + " bytes at the end are of a write that was cut off");
    }
    if (report.tornRecords() > 0) {
      notes.add(
          report.tornRecords()
              + " records behind a gap that a loss of power has torn are given up");
    }
    if (retired > 0) {
      notes.add(retired + " records were deleted by their owner before they were read");
    }
    return notes;
  }

  @Override
  public long passed() {
    return expected - start;
  }

  @Override
  public long toPass() {
    return end - start;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
