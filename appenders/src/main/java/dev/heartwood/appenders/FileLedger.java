package dev.heartwood.appenders;

import dev.heartwood.Resumable.Outcome;
import dev.heartwood.WriteLedger;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Keeps a {@link WriteLedger} about one file, and settles after a kill what it says.
 *
 * <pre>
 * noted     found in the file                          what is done
 * WRITTEN   whatever                                   nothing
 * WRITING   all of the batch, by its checksum          nothing: it was written
 *           no batch, or the beginning of it           cut off; the batch is delivered again
 *           something else, another file, no file      left as it is; delivered again, perhaps twice
 * ROLLING   the same file                              cut where its end began; rolled now
 *           another file, or none                      nothing: it was rolled
 * UNSURE    whatever                                   left as it is; delivered again, perhaps twice
 * FORCED    the same file                              after a loss of power: what is delivered
 *                                                      again is compared with what is there, and
 *                                                      written from where they part
 *           another file, or a shorter one             delivered again, perhaps twice
 * </pre>
 *
 * <p><b>Threads:</b> guarded by the handler's lock.
 */
final class FileLedger {
  private static final int CHUNK = 64 * 1024;
  private static final long NOTHING = -1;

  private final WriteLedger ledger;
  private final CRC32C crc = new CRC32C();
  private boolean rollPending;
  private long comparedTo = NOTHING;

  FileLedger(WriteLedger ledger) {
    this.ledger = ledger;
  }

  /** Whether what is written is to survive a loss of power before the file is put aside. */
  boolean forces() {
    return ledger.forces();
  }

  /** Whether the process before was just putting the file aside, which is to be repeated. */
  boolean isRollPending() {
    return rollPending;
  }

  Outcome settle(Path path) throws IOException {
    WriteLedger.Note last = ledger.last();
    if (last == null) {
      return Outcome.UNKNOWN;
    }
    return switch (last.kind()) {
      case WRITTEN -> Outcome.WRITTEN;
      case UNSURE -> Outcome.UNKNOWN;
      case WRITING -> settleWrite(path, last);
      case ROLLING -> {
        settleRoll(path, last);
        yield Outcome.WRITTEN;
      }
      case FORCED -> {
        if (lengthIfSame(path, last) < last.start()) {
          yield Outcome.UNKNOWN;
        }
        comparedTo = last.start();
        yield Outcome.WRITTEN;
      }
    };
  }

  /** Whether what comes may be in the file already. */
  boolean isComparing() {
    return comparedTo != NOTHING;
  }

  /** Whether the event that is being handled may have been written before. */
  boolean repeats() {
    return ledger.repeats();
  }

  void endComparing() {
    comparedTo = NOTHING;
  }

  /**
   * Compares a batch with what the file has at its place. Half a batch is cut off, to be written
   * again; what is not of the batch stays, and only what was the same is taken out of the batch.
   *
   * @return whether all of it is there
   */
  boolean has(LogFile file, LineBatch batch) throws IOException {
    byte[] there = read(file, comparedTo, batch.length());
    int same = Arrays.mismatch(there, 0, there.length, batch.array(), 0, batch.length());
    if (same < 0) {
      comparedTo += batch.length();
      file.force();
      ledger.forced(file.key(), comparedTo);
      return true;
    }
    long end = comparedTo;
    endComparing();
    if (same == there.length) {
      file.cutBack(end);
    } else {
      batch.removeFirst(batch.eventsWithin(same));
    }
    return false;
  }

  private static byte[] read(LogFile file, long from, int most) throws IOException {
    try (RandomAccessFile reader = new RandomAccessFile(file.path().toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.max(0, Math.min(most, reader.length() - from))];
      reader.seek(from);
      reader.readFully(bytes);
      return bytes;
    }
  }

  private Outcome settleWrite(Path path, WriteLedger.Note last) throws IOException {
    long length = lengthIfSame(path, last);
    if (length < last.start()) {
      return Outcome.UNKNOWN;
    }
    if (length >= last.end()) {
      return crcOf(path, last.start(), last.end()) == last.crc32c()
          ? Outcome.WRITTEN
          : Outcome.UNKNOWN;
    }
    cut(path, last.start());
    return Outcome.NOT_WRITTEN;
  }

  private void settleRoll(Path path, WriteLedger.Note last) throws IOException {
    rollPending = lengthIfSame(path, last) >= last.start();
    if (rollPending) {
      cut(path, last.start());
    }
  }

  /** Negative if it is not the file that was noted. */
  private static long lengthIfSame(Path path, WriteLedger.Note last) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return LogFile.keyOf(now.fileKey()) == last.fileKey() ? now.size() : -1;
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  private static void cut(Path path, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(length);
    }
  }

  private int crcOf(Path path, long start, long end) throws IOException {
    crc.reset();
    byte[] chunk = new byte[CHUNK];
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(start);
      for (long left = end - start; left > 0; ) {
        int read = file.read(chunk, 0, (int) Math.min(left, CHUNK));
        if (read < 0) {
          throw new EOFException("file [" + path + "] has become shorter");
        }
        crc.update(chunk, 0, read);
        left -= read;
      }
    }
    return (int) crc.getValue();
  }

  /** The event that is being handled is in the batch. */
  void taken() {
    ledger.taken();
  }

  void writing(LogFile file, LineBatch batch) throws IOException {
    file.refreshLength();
    crc.reset();
    long start = file.length();
    long end = start + batch.length();
    if (file.endsLineBefore(batch)) {
      crc.update('\n');
      end++;
    }
    crc.update(batch.array(), 0, batch.length());
    ledger.writing(file.key(), start, end, (int) crc.getValue());
  }

  void written() {
    ledger.written();
  }

  void failed() {
    ledger.unsure();
  }

  void forced(LogFile file) throws IOException {
    file.refreshLength();
    ledger.forced(file.key(), file.length());
  }

  void rolling(LogFile file) throws IOException {
    ledger.rolling(file.key(), file.length());
  }
}
