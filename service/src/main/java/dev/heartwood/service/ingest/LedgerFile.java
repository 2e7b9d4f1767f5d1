package dev.heartwood.service.ingest;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.journal.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A ledger on disk; a new one takes the place of the old in one step.
 *
 * <pre>
 * offset size
 *    0     8   "HWLEDGER"
 *    8     8   epoch of the journal's next record
 *   16     8   sequence of it
 *   24     4   length of the ledger
 *   28     4   CRC32C of the ledger
 *   32     -   ledger
 * </pre>
 */
final class LedgerFile {
  private static final long MAGIC = 0x4857_4C45_4447_4552L;
  private static final int HEADER_BYTES = 32;
  private static final String NAME = "ledger";
  private static final String NEW_NAME = "ledger.new";

  private final Disk disk;
  private final Path directory;

  LedgerFile(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** What was saved last. */
  record Saved(Position next, ByteSource ledger) {}

  /**
   * Null if there is none.
   *
   * @throws IOException if what is there cannot be read
   */
  @Nullable Saved read() throws IOException {
    Path path = directory.resolve(NAME);
    if (!disk.exists(path)) {
      return null;
    }
    byte[] bytes = new byte[(int) Math.min(disk.size(path), Integer.MAX_VALUE - 16)];
    try (DiskFile file = disk.openToRead(path)) {
      file.read(0, bytes, 0, bytes.length);
    }
    ByteSource in = new ByteSource(bytes, 0, bytes.length);
    if (bytes.length < HEADER_BYTES || in.eightBytes() != MAGIC) {
      throw new IOException(path + " is not a ledger");
    }
    long epoch = in.eightBytes();
    long sequence = in.eightBytes();
    int length = in.fourBytes();
    int checksum = in.fourBytes();
    if (length != bytes.length - HEADER_BYTES || checksum != checksum(bytes, length)) {
      throw new IOException(path + " is damaged");
    }
    return new Saved(new Position(epoch, sequence), in);
  }

  void write(Position next, ByteSink ledger) throws IOException {
    ByteSink header = new ByteSink();
    header.eightBytes(MAGIC);
    header.eightBytes(next.epoch());
    header.eightBytes(next.sequence());
    header.fourBytes(ledger.size());
    CRC32C crc = new CRC32C();
    crc.update(ledger.array(), 0, ledger.size());
    header.fourBytes((int) crc.getValue());
    Path path = directory.resolve(NEW_NAME);
    disk.delete(path);
    try (DiskFile file = disk.create(path)) {
      file.write(0, header.array(), 0, HEADER_BYTES);
      file.write(HEADER_BYTES, ledger.array(), 0, ledger.size());
      file.force();
    }
    disk.rename(path, directory.resolve(NAME));
    disk.forceDirectory(directory);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, HEADER_BYTES, length);
    return (int) crc.getValue();
  }
}
